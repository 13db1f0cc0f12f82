"""Invented names in the languages that a city's centres hear. Nobody's."""

from random import Random
from typing import Final

FIRST: Final = (
    "Adele", "Agnese", "Alba", "Alda", "Amalia", "Amina", "Ana", "Anca", "Angela", "Anisa", "Asma",
    "Aurora", "Awa", "Azra", "Beatrice", "Blessing", "Bruna", "Camila", "Carla", "Carmen", "Caterina",
    "Chiara", "Cinzia", "Clara", "Claudia", "Cristina", "Dalia", "Dana", "Daniela", "Delia", "Diana",
    "Elena", "Elif", "Elisa", "Elvira", "Emma", "Erika", "Esperanza", "Ester", "Eva", "Fatima", "Fatou",
    "Fiorella", "Flavia", "Franca", "Gaia", "Giada", "Gioia", "Giulia", "Grazia", "Halima", "Hana",
    "Ilaria", "Imane", "Ines", "Irina", "Iris", "Ivana", "Jasmine", "Jelena", "Joy", "Katia", "Khadija",
    "Lara", "Laura", "Leila", "Letizia", "Lidia", "Lina", "Livia", "Lucia", "Luisa", "Luz", "Maddalena",
    "Malika", "Mara", "Mariam", "Marisol", "Marta", "Mei", "Milena", "Mina", "Mira", "Miriam", "Monica",
    "Nadia", "Natalia", "Nicoletta", "Noemi", "Nora", "Nour", "Olga", "Olena", "Ornella", "Paola",
    "Patricia", "Piera", "Rachele", "Rania", "Raquel", "Rebecca", "Renata", "Rita", "Rosa", "Rosaria",
    "Sabina", "Salma", "Samira", "Sandra", "Sara", "Serena", "Shirin", "Silvia", "Sofia", "Sonia",
    "Stella", "Svetlana", "Tamara", "Tatiana", "Teresa", "Tina", "Valentina", "Vera", "Viola", "Wendy",
    "Xiu", "Yasmin", "Yolanda", "Zahra", "Zaira", "Zoe",
)  # fmt: skip
LETTERS: Final = "ABCDEFGHIKLMNOPRSTVZ"
INVENTED: Final = (
    "Stella del mattino",
    "Mimosa",
    "la signora del giovedì",
    "Farfalla",
    "M.",
    "Luna",
    "Nina",
    "Onda",
)


def call_her(random: Random) -> str:
    """How she wants to be called: a first name with an initial most often, sometimes an invented name."""
    if random.random() < 0.08:
        return random.choice(INVENTED)
    name = random.choice(FIRST)
    return name if random.random() < 0.25 else f"{name} {random.choice(LETTERS)}."


def telephone(random: Random) -> str:
    """Free text, as operators write it. Numbers begin with 000: they reach nobody."""
    number = f"000 {random.randrange(1000, 9999)} {random.randrange(100, 999)}"
    return random.choices(
        [number, f"{number} (solo di mattina)", "chiama lei", "la chiami la sorella"], [70, 12, 12, 6]
    )[0]
