"""Names of nobody, composed of syllables. Staff and families have different endings, so that they never share one."""

from deploy.demo.generator.chance import Chance

_GIVEN_HEADS = "Alv Bel Cor Dav Ef Fenn Gil Hal Iv Jor Kel Lin Mar Nev Orl Per Quin Ros Sel Tam Ulf Ver Wil Yan Zel"
_GIVEN_TAILS = "a en in o ia or ette ano ar ola ith ane"
_FAMILY_HEADS = (
    "Abren Balto Corvi Dresk Elvar Fenno Galdi Hestu Iskan Jorvel Kestri Lomar Mirren Nolba Ospel Pravin Quenda Rusko "
    "Selvi Tarnu Ulvar Vosk Wendro Yalmi Zorbe"
)
_FAMILY_TAILS = "mere wick lund rath dane vane garde nell thorn bec"
_STAFF_TAILS = "croft shaw ley brook stone gate moor"


class Names:
    """Draws names by chance."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def given(self) -> str:
        """A given name."""
        return self._composed(_GIVEN_HEADS, _GIVEN_TAILS)

    def family(self) -> str:
        """A family name of students and guardians."""
        return self._composed(_FAMILY_HEADS, _FAMILY_TAILS)

    def staff(self) -> str:
        """A family name of staff."""
        return self._composed(_FAMILY_HEADS, _STAFF_TAILS)

    def _composed(self, heads: str, tails: str) -> str:
        return self._chance.pick(heads.split()) + self._chance.pick(tails.split())
