"""Reports of every shape, for properties: any text XML can hold, any date E2B can say, every reason for absence."""

from dataclasses import replace

from hypothesis import strategies as st

from hepatica.exchange.e2b import icsr as e2b
from hepatica.exchange.e2b.names import uuid
from hepatica.exchange.e2b.values import Measured, MedDRA, Null, Quantity, Stamp, Term

NULLS = ("NI", "MSK", "UNK", "NA", "ASKU", "NASK")
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=12
).filter(str.strip)
maybe = st.just("") | words
nulls = st.sampled_from(NULLS).map(Null)
text = st.none() | words | nulls
days = st.dates().map(lambda d: Stamp(d.strftime("%Y%m%d").zfill(8))).filter(lambda s: s.text >= "1900")
moments = (
    st.datetimes(timezones=st.timezones())
    .filter(lambda d: d.year >= 1900)
    .map(lambda d: Stamp(f"{d:%Y%m%d%H%M%S}+0530"))
)
stamps = days | moments | st.integers(1900, 2199).map(lambda y: Stamp(str(y)))
when = st.none() | stamps | nulls
flag = st.none() | st.booleans() | nulls
plain = st.none() | st.booleans()
number = st.decimals(-9999, 9999, places=2).map(str)
quantity = st.builds(Quantity, value=number, unit=st.sampled_from(("a", "d", "h", "10*6/kg")))
quantities = st.none() | quantity
meddra = st.builds(MedDRA, version=st.just("28.1"), code=st.integers(10_000_000, 10_999_999).map(str))
term = st.none() | st.builds(Term, version=maybe, code=words)
measured = st.none() | st.builds(
    Measured, value=number, unit=words, bound=st.sampled_from(("", "<", "<=", ">", ">="))
)


def few(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


def said(section) -> bool:
    """Whether a repeated section says anything: one that says nothing leaves no trace in a message."""
    return any(value not in (None, "", ()) for value in vars(section).values())


header = st.builds(
    e2b.Header,
    batch=words, batch_sender=words, batch_receiver=words, sent=st.none() | stamps, message=words, sender=words,
    receiver=words, created=st.none() | stamps, test=st.booleans(),
)  # fmt: skip
report = st.builds(
    e2b.Report,
    id=words, created=st.none() | stamps, type=words, first_received=st.none() | stamps, latest=st.none() | stamps,
    has_documents=plain, documents=few(words), expedited=flag, worldwide=words, first_sender=words, has_other_ids=flag,
    other_ids=few(st.builds(e2b.OtherId, source=words, number=words)), linked=few(words), withdrawal=maybe,
    withdrawal_reason=maybe, fda_type=maybe,
)  # fmt: skip
reporter = st.builds(
    e2b.Reporter,
    title=text, given=text, middle=text, family=text, organisation=text, department=text, street=text, city=text,
    state=text, postcode=text, telephone=text, country=text, qualification=text, primary=st.booleans(),
)  # fmt: skip
sender = st.builds(
    e2b.Sender,
    type=words, organisation=maybe, department=maybe, title=maybe, given=maybe, middle=maybe, family=maybe, street=maybe,
    city=maybe, state=maybe, postcode=maybe, country=maybe, telephone=maybe, fax=maybe, email=maybe,
)  # fmt: skip
study = st.builds(
    e2b.StudyId,
    registrations=few(st.builds(e2b.Registration, number=words | nulls, country=text)), name=text, number=text,
    type=maybe, ind=maybe, cross_reported=few(words),
)  # fmt: skip
past_drug = st.builds(
    e2b.PastDrug,
    name=words | nulls, mpid=term, phpid=term, start=when, end=when, indication=st.none() | meddra,
    reaction=st.none() | meddra,
)  # fmt: skip
history = st.builds(
    e2b.History, term=meddra, start=when, continuing=flag, end=when, comment=maybe, family=plain
)
patient = st.builds(
    e2b.Patient,
    name=text, gp_record=text, specialist_record=text, hospital_record=text, investigation=text, born=when,
    age=quantities, age_group=maybe, weight=st.just("") | number, height=st.just("") | number, sex=text,
    history=few(history), history_text=text, concomitant=plain, past_drugs=few(past_drug), died=when,
    causes=few(st.builds(e2b.ReportedCause, term=st.none() | meddra, text=maybe).filter(said)), autopsy=flag,
    autopsy_causes=few(st.builds(e2b.AutopsyCause, term=st.none() | meddra, text=maybe).filter(said)),
)  # fmt: skip
test = st.builds(
    e2b.Test,
    date=when, name=maybe, term=st.none() | meddra, code=maybe, result=measured, text=maybe, low=quantities,
    high=quantities, comment=maybe, more=plain,
)  # fmt: skip


def reaction(n: int):
    return st.builds(
        e2b.Reaction,
        id=st.just(uuid("event", str(n))), native=words, language=maybe, translated=maybe, term=st.none() | meddra,
        highlighted=maybe, death=flag, life_threatening=flag, hospitalisation=flag, disabling=flag, congenital=flag,
        important=flag, start=when, end=when, duration=quantities, outcome=maybe, confirmed=plain, country=maybe,
    )  # fmt: skip


dosage = st.builds(
    e2b.Dosage,
    dose=quantities, every=quantities, start=when, last=when, duration=quantities, lot=maybe, text=maybe, form=text,
    route=text, route_code=term,
)  # fmt: skip
judged = st.builds(e2b.Assessment, source=maybe, method=maybe, result=maybe)


def drug(n: int, reactions: tuple[str, ...]):
    relation = st.builds(
        e2b.Relation,
        reaction=st.just(""), assessments=few(judged), from_start=quantities, from_last=quantities, recurred=maybe,
    ).filter(lambda one: said(replace(one, reaction="")))  # fmt: skip
    cells = st.tuples(
        *(st.none() | relation.map(lambda one, id_=id_: replace(one, reaction=id_)) for id_ in reactions)
    )
    return st.builds(
        e2b.Drug,
        id=st.just(uuid("drug", str(n))), role=maybe, mpid=term, phpid=term, name=words,
        substances=few(st.builds(e2b.Substance, name=words, strength=quantities)), obtained=maybe, blinded=plain,
        authorisation=maybe, authorised_in=maybe, holder=maybe, dosages=few(dosage), cumulative=quantities,
        indications=few(st.builds(e2b.Indication, text=text, term=st.none() | meddra).filter(said)), action=maybe,
        relations=cells.map(lambda found: tuple(one for one in found if one)), more=few(words), more_text=maybe,
    )  # fmt: skip


narrative = st.builds(
    e2b.Narrative,
    text=maybe, reporter=maybe, diagnoses=few(st.builds(e2b.Diagnosis, term=meddra)), sender=maybe,
    summaries=few(st.builds(e2b.Summary, text=words, language=maybe)),
)  # fmt: skip


@st.composite
def icsrs(draw) -> e2b.Icsr:
    """Draw a report whose every section may be anything."""
    events = tuple(draw(reaction(n)) for n in range(draw(st.integers(0, 2))))
    ids = tuple(one.id for one in events)
    return e2b.Icsr(
        header=draw(header),
        report=draw(report),
        reporters=draw(few(reporter)),
        sender=draw(sender),
        study=draw(st.none() | study),
        patient=draw(patient),
        reactions=events,
        tests=draw(few(test)),
        drugs=tuple(draw(drug(n, ids)) for n in range(draw(st.integers(0, 2)))),
        narrative=draw(narrative),
    )
