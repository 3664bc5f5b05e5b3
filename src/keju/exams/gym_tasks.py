"""What is known of every task of reasoning-gym 0.1.25, without importing it.

All scorers of this version were read. Nine of them execute what a model wrote (with ``eval`` or
through sympy's parser, which evaluates) and two execute the reference; those, and some that take
nonsense for right, are replaced by ours (``OURS``). Another version must be read anew, so
``keju.exams.gym`` accepts this one only.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["METADATA", "NO_SINGLE_ANSWER", "OURS", "REFUSED", "TASKS", "UNGRADED", "VERSION"]

VERSION = "0.1.25"

#: Tasks that cannot be sat, with the reason.
REFUSED: Mapping[str, str] = {
    "composite": "it only mixes other tasks; sit those instead",
}

#: Tasks without levels of difficulty, or whose levels turn what no spec can write.
UNGRADED = frozenset(
    {"acre", "calendar_arithmetic", "codeio", "gsm_symbolic", "knight_swap", "list_functions"}
    | {"sokoban"}  # at some of its levels no question is ever found
)

#: Scorers replaced by ours, with the reason; see keju.exams.gym_replacements.
OURS: Mapping[str, str] = {
    "binary_matrix": "executes the answer",
    "bitwise_arithmetic": "executes the reference",
    "coin_flip": "takes '0' for right whatever the probability",
    "complex_arithmetic": "takes 'nan' for right",
    "countdown": "executes the answer",
    "game_of_life_halting": "takes any text for right",
    "intermediate_integration": "executes the answer",
    "n_queens": "executes the answer",
    "number_sorting": "executes the reference and takes NaN for right",
    "polynomial_multiplication": "executes the answer",
    "puzzle24": "executes the answer",
    "simple_integration": "executes the answer",
    "spiral_matrix": "executes the answer",
    "string_insertion": "executes the answer",
}

#: Tasks whose entries have no answer: whatever obeys the rules is right.
NO_SINGLE_ANSWER = frozenset(
    {"boxnet", "graph_color", "propositional_logic", "rubiks_cube", "rush_hour"}
)

#: The part of an entry's metadata that its scorer reads; tasks not named read none.
METADATA: Mapping[str, tuple[str, ...]] = {
    "advanced_geometry": ("incircle_radius_exact", "ortho", "task_type"),
    "arc_agi": ("output",),
    "boxnet": ("initial_state",),
    "calendar_arithmetic": ("task",),
    "complex_arithmetic": ("result",),
    "countdown": ("numbers", "target"),
    "cryptarithm": ("allow_leading_zero", "result_letters", "words_letters"),
    "fraction_simplification": (
        "denominator",
        "numerator",
        "simplified_denominator",
        "simplified_numerator",
    ),
    "futoshiki": ("solution",),
    "graph_color": ("puzzle",),
    "group_anagrams": ("solution",),
    "intermediate_integration": ("integrand", "variable"),
    "jugs": ("puzzle",),
    "kakurasu": ("col_sums", "n_cols", "n_rows", "row_sums"),
    "knight_swap": ("board", "is_possible", "pieces", "solution", "start_turn"),
    "mini_sudoku": ("solution",),
    "n_queens": ("puzzle",),
    "number_format": ("solution",),
    "palindrome_generation": ("letters",),
    "palindrome_partitioning": ("solution",),
    "propositional_logic": ("premises", "variables"),
    "puzzle24": ("numbers",),
    "quantum_lock": ("buttons", "initial_state", "initial_value", "target_value"),
    "rearc": ("output",),
    "rubiks_cube": ("cube_size", "scramble_moves"),
    "rush_hour": ("board_config",),
    "shortest_path": ("matrix",),
    "simple_integration": ("integrand", "variable"),
    "sokoban": ("gamestr",),
    "sudoku": ("solution",),
    "survo": ("board_size", "solution"),
    "time_intervals": ("task_type",),
    "tower_of_hanoi": ("num_disks", "num_pegs", "solution_length", "start_peg", "target_peg"),
    "word_ladder": ("end_word", "start_word"),
    "word_sorting": ("sorted_words",),
}

#: Every task that can be sat.
TASKS: tuple[str, ...] = tuple(
    """
    ab acre advanced_geometry aiw arc_1d arc_agi base_conversion basic_arithmetic bf
    binary_alternation binary_matrix bitwise_arithmetic boxnet caesar_cipher
    calendar_arithmetic chain_sum circuit_logic codeio coin_flip color_cube_rotation
    complex_arithmetic count_bits count_primes countdown course_schedule cryptarithm
    decimal_arithmetic decimal_chain_sum dice emoji_mystery family_relationships figlet_font
    fraction_simplification futoshiki game_of_life game_of_life_halting gcd graph_color
    group_anagrams gsm_symbolic intermediate_integration isomorphic_strings jugs kakurasu
    knight_swap knights_knaves largest_island lcm leg_counting letter_counting letter_jumble
    list_functions mahjong_puzzle manipulate_matrix maze mini_sudoku modulo_grid n_queens
    needle_haystack number_filtering number_format number_sequence number_sorting
    palindrome_generation palindrome_partitioning path_star polynomial_equations
    polynomial_multiplication pool_matrix power_function prime_factorization products
    propositional_logic puzzle24 quantum_lock ransom_note rearc rectangle_count rotate_matrix
    rotten_oranges rubiks_cube rush_hour self_reference sentence_reordering shortest_path
    simple_equations simple_geometry simple_integration sokoban spell_backward spiral_matrix
    string_insertion string_manipulation string_splitting string_synthesis sudoku survo
    syllogism time_intervals tower_of_hanoi tsumego word_ladder word_sequence_reversal
    word_sorting zebra_puzzles
    """.split()  # noqa: SIM905 - one name a line would fill three screens
)
