"""The subjects of the benchmarks of knowledge, as their files name them."""

from __future__ import annotations

__all__ = ["CEVAL", "CMMLU", "MMLU", "MMLU_PRO"]


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


MMLU = _names(
    """
    abstract_algebra anatomy astronomy business_ethics clinical_knowledge college_biology
    college_chemistry college_computer_science college_mathematics college_medicine
    college_physics computer_security conceptual_physics econometrics electrical_engineering
    elementary_mathematics formal_logic global_facts high_school_biology high_school_chemistry
    high_school_computer_science high_school_european_history high_school_geography
    high_school_government_and_politics high_school_macroeconomics high_school_mathematics
    high_school_microeconomics high_school_physics high_school_psychology high_school_statistics
    high_school_us_history high_school_world_history human_aging human_sexuality
    international_law jurisprudence logical_fallacies machine_learning management marketing
    medical_genetics miscellaneous moral_disputes moral_scenarios nutrition philosophy prehistory
    professional_accounting professional_law professional_medicine professional_psychology
    public_relations security_studies sociology us_foreign_policy virology world_religions
    """
)

#: ``computer_science`` is written with a space in the data.
MMLU_PRO = _names(
    """
    biology business chemistry computer_science economics engineering health history law math
    other philosophy physics psychology
    """
)

CEVAL = _names(
    """
    accountant advanced_mathematics art_studies basic_medicine business_administration
    chinese_language_and_literature civil_servant clinical_medicine college_chemistry
    college_economics college_physics college_programming computer_architecture computer_network
    discrete_mathematics education_science electrical_engineer
    environmental_impact_assessment_engineer fire_engineer high_school_biology
    high_school_chemistry high_school_chinese high_school_geography high_school_history
    high_school_mathematics high_school_physics high_school_politics
    ideological_and_moral_cultivation law legal_professional logic mao_zedong_thought marxism
    metrology_engineer middle_school_biology middle_school_chemistry middle_school_geography
    middle_school_history middle_school_mathematics middle_school_physics middle_school_politics
    modern_chinese_history operating_system physician plant_protection
    probability_and_statistics professional_tour_guide sports_science tax_accountant
    teacher_qualification urban_and_rural_planner veterinary_medicine
    """
)

CMMLU = _names(
    """
    agronomy anatomy ancient_chinese arts astronomy business_ethics chinese_civil_service_exam
    chinese_driving_rule chinese_food_culture chinese_foreign_policy chinese_history
    chinese_literature chinese_teacher_qualification clinical_knowledge
    college_actuarial_science college_education college_engineering_hydrology college_law
    college_mathematics college_medical_statistics college_medicine computer_science
    computer_security conceptual_physics construction_project_management economics education
    electrical_engineering elementary_chinese elementary_commonsense
    elementary_information_and_technology elementary_mathematics ethnology food_science genetics
    global_facts high_school_biology high_school_chemistry high_school_geography
    high_school_mathematics high_school_physics high_school_politics human_sexuality
    international_law journalism jurisprudence legal_and_moral_basis logical machine_learning
    management marketing marxist_theory modern_chinese nutrition philosophy
    professional_accounting professional_law professional_medicine professional_psychology
    public_relations security_study sociology sports_science traditional_chinese_medicine
    virology world_history world_religions
    """
)
