"""Unit conversion as scores of their own, so that a batch can check a factor."""

from decimal import Decimal

from hepatica.scores.arithmetic import show
from hepatica.scores.bounded import brief
from hepatica.scores.inputs import Quantity, Values, quantity
from hepatica.scores.score import Outcome, Score, Term
from hepatica.scores.units import BILIRUBIN_UMOL_L_PER_MG_DL, CREATININE_UMOL_L_PER_MG_DL


def _conversion(source: Quantity, constant: Decimal, *, to_si: bool) -> Score:
    low, high = constant * Decimal("0.95"), constant * Decimal("1.05")
    factor_input = Quantity(name="factor", label="factor", keys={"factor": ""}, low=low, high=high)

    def compute_conversion(values: Values) -> Outcome:
        """Multiply or divide by the factor; the result is not rounded."""
        factor = values.number("factor") if "factor" in values else constant
        value = values.number(source.name)
        converted = value * factor if to_si else value / factor
        expression = f"{brief(value)} {'×' if to_si else '/'} {show(factor)}"
        line = Term(label=source.label.capitalize(), expression=expression, value=converted)
        return Outcome(value=converted, unrounded=converted, display=show(converted, 2), terms=(line,))

    direction = "MG_TO_UMOL" if to_si else "UMOL_TO_MG"
    units = "mg/dL to µmol/L" if to_si else "µmol/L to mg/dL"
    return Score(
        name=f"CONV_{source.name.upper()}_{direction}",
        title=f"{source.label.capitalize()}, {units}",
        version=f"factor {show(constant)}",
        source="molar mass 584.66 (bilirubin) and 113.12 (creatinine), to three digits",
        required=(source,),
        optional=(factor_input,),
        rounding="none; two decimals are shown",
        trap="One factor for the whole trial; a converted value is never rounded before it is used.",
        function=compute_conversion,
    )


def _in_mg(name: str) -> Quantity:
    return quantity(name, name, "0.05", "100", **{f"{name}_mg_dl": "mg/dL"})


def _in_umol(name: str, high: str) -> Quantity:
    return quantity(name, name, "0.8", high, **{f"{name}_umol_l": "µmol/L"})


CONVERSIONS = (
    _conversion(_in_umol("bilirubin", "1710"), BILIRUBIN_UMOL_L_PER_MG_DL, to_si=False),
    _conversion(_in_mg("bilirubin"), BILIRUBIN_UMOL_L_PER_MG_DL, to_si=True),
    _conversion(_in_umol("creatinine", "3536"), CREATININE_UMOL_L_PER_MG_DL, to_si=False),
    _conversion(_in_mg("creatinine"), CREATININE_UMOL_L_PER_MG_DL, to_si=True),
)
