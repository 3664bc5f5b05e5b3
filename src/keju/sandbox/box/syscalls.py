"""The numbers of the system calls that programs are refused, for each architecture.

From Linux's ``unistd.h``. None: the architecture does not have the call.
"""

from __future__ import annotations

__all__ = [
    "AUDIT",
    "CLONE",
    "CLONE3",
    "FOR_ITSELF",
    "NEWEST",
    "REFUSED",
    "SOCKETPAIR",
    "STARTING",
    "Calls",
    "number",
]

#: Machine, as ``os.uname()`` says it → what seccomp calls it (``linux/audit.h``).
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

#: Calls with a higher number are newer than this table, and refused until somebody read about them.
NEWEST = 450

_MACHINES = ("x86_64", "aarch64")

CLONE = (56, 220)
CLONE3 = (435, 435)
SOCKETPAIR = (53, 199)

Calls = dict[str, tuple[int | None, int | None]]

#: What the fork server needs to start a program, and a program may not.
STARTING: Calls = {
    "fork": (57, None),
    "vfork": (58, None),
    "mount": (165, 40),
}

#: What a process may ask for itself (a first argument of 0) and for nobody else.
FOR_ITSELF: Calls = {
    "prlimit64": (302, 261),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
}

#: What nobody in the box needs, by what it would lead to.
REFUSED: dict[str, Calls] = {
    "other programs": {
        "execve": (59, 221),
        "execveat": (322, 281),
    },
    "the network and sockets": {
        "socket": (41, 198),
        "bind": (49, 200),
        "listen": (50, 201),
        "connect": (42, 203),
        "accept": (43, 202),
        "accept4": (288, 242),
    },
    "the insides of other processes": {
        "ptrace": (101, 117),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "process_madvise": (440, 440),
        "process_mrelease": (448, 448),
        "kcmp": (312, 272),
        "pidfd_getfd": (438, 438),
    },
    "mounts and namespaces": {
        "umount2": (166, 39),
        "pivot_root": (155, 41),
        "chroot": (161, 51),
        "unshare": (272, 97),
        "setns": (308, 268),
        "fsopen": (430, 430),
        "fsconfig": (431, 431),
        "fsmount": (432, 432),
        "fspick": (433, 433),
        "open_tree": (428, 428),
        "move_mount": (429, 429),
        "mount_setattr": (442, 442),
        "name_to_handle_at": (303, 264),
        "open_by_handle_at": (304, 265),
        "quotactl": (179, 60),
        "quotactl_fd": (443, 443),
        "swapon": (167, 224),
        "swapoff": (168, 225),
        "fanotify_init": (300, 262),
    },
    "parts of the kernel that are seldom needed and often attacked": {
        "bpf": (321, 280),
        "perf_event_open": (298, 241),
        "userfaultfd": (323, 282),
        "io_uring_setup": (425, 425),
        "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427),
        "io_setup": (206, 0),
        "io_submit": (209, 2),
        "add_key": (248, 217),
        "request_key": (249, 218),
        "keyctl": (250, 219),
        "modify_ldt": (154, None),
        "personality": (135, 92),
        "uselib": (134, None),
        "lookup_dcookie": (212, 18),
        "nfsservctl": (180, 42),
        "vhangup": (153, 58),
        "syslog": (103, 116),
        "acct": (163, 89),
    },
    "the machine as a whole": {
        "init_module": (175, 105),
        "finit_module": (313, 273),
        "delete_module": (176, 106),
        "kexec_load": (246, 104),
        "kexec_file_load": (320, 294),
        "reboot": (169, 142),
        "settimeofday": (164, 170),
        "clock_settime": (227, 112),
        "clock_adjtime": (305, 266),
        "adjtimex": (159, 171),
        "sethostname": (170, 161),
        "setdomainname": (171, 162),
        "iopl": (172, None),
        "ioperm": (173, None),
        "setpriority": (141, 140),
        "ioprio_set": (251, 30),
        "migrate_pages": (256, 238),
        "move_pages": (279, 239),
    },
    "memory that no limit counts": {
        "shmget": (29, 194),
        "shmat": (30, 196),
        "shmctl": (31, 195),
        "semget": (64, 190),
        "semop": (65, 193),
        "semctl": (66, 191),
        "semtimedop": (220, 192),
        "msgget": (68, 186),
        "msgsnd": (69, 189),
        "msgrcv": (70, 188),
        "msgctl": (71, 187),
        "mq_open": (240, 180),
        "mq_unlink": (241, 181),
        "memfd_create": (319, 279),
        "memfd_secret": (447, 447),
    },
}


def number(numbers: tuple[int | None, int | None], machine: str) -> int | None:
    """Return the number of a call on ``machine``."""
    return numbers[_MACHINES.index(machine)]
