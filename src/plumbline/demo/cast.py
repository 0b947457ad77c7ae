"""Who and what stands in the demonstration market: invented names, by kind of product.

Each product says how it fares, so that every state of the gate can be seen. See `fates`.
"""

from enum import StrEnum
from typing import Final

import msgspec

from catalog.words import ProductType


class Fate(StrEnum):
    """What happens to a product in the story that the demonstration tells."""

    SOUND = "sound"  # everything is shown, with more than half a year to the next expiry
    EXPIRING = "expiring"  # everything is shown, and a certificate runs out soon
    MENDING = "mending"  # one requirement is partly met, with an agreed plan
    FAILED = "failed"  # one requirement was found not to be met
    LAPSED = "lapsed"  # a certificate ran out and was not renewed
    NEW = "new"  # listed lately: papers are in, most still wait for an assessor
    WITHDRAWN = "withdrawn"  # taken off the market by its supplier


class Part(msgspec.Struct, frozen=True):
    """One product of the cast. `delight` is what its users feel on average, 0 to 100."""

    name: str
    supplier: str
    kind: ProductType
    fate: Fate
    delight: int
    answers: int
    price: str  # a shape of `prices.PLANS`


_EPR, _GP, _EPMA = ProductType.EPR, ProductType.GP_SYSTEM, ProductType.EPMA
_LIMS, _PATIENT, _SHARED = ProductType.LIMS, ProductType.PATIENT_FACING, ProductType.SHARED_CARE_RECORD

CAST: Final = (
    Part("Tern Record", "Tern & Teal Systems", _EPR, Fate.SOUND, 71, 58, "per_user"),
    Part("Harrow Hall Ward", "Harrow Hall Clinical", _EPR, Fate.SOUND, 64, 44, "cumulative"),
    Part("Saltmarsh One", "Saltmarsh Digital", _EPR, Fate.EXPIRING, 58, 37, "volume"),
    Part("Ferrybridge EPR", "Ferrybridge Informatics", _EPR, Fate.MENDING, 53, 61, "flat"),
    Part("Oxbow Inpatient", "Oxbow Health Software", _EPR, Fate.FAILED, 49, 40, "per_user"),
    Part("Larkfield Acute", "Larkfield Labs", _EPR, Fate.SOUND, 76, 23, "cumulative"),
    Part("Dovetail Record", "Dovetail Care", _EPR, Fate.NEW, 66, 3, "per_bed"),
    Part("Millrace Practice", "Millrace Primary Care", _GP, Fate.SOUND, 73, 66, "per_patient"),
    Part("Hedgerow GP", "Hedgerow Systems", _GP, Fate.SOUND, 62, 52, "per_patient"),
    Part("Cobblestone Practice", "Cobblestone Clinical", _GP, Fate.SOUND, 68, 31, "volume_patient"),
    Part("Bellwether GP", "Bellwether Health", _GP, Fate.EXPIRING, 59, 47, "per_patient"),
    Part("Sandpiper Surgery", "Sandpiper Software", _GP, Fate.LAPSED, 70, 28, "flat"),
    Part("Quayside Practice", "Quayside Informatics", _GP, Fate.MENDING, 55, 36, "cumulative_patient"),
    Part("Northing GP", "Northing Digital", _GP, Fate.SOUND, 79, 4, "per_patient"),
    Part("Meadowgate Prescribe", "Meadowgate Medicines", _EPMA, Fate.SOUND, 69, 41, "per_bed"),
    Part("Tern Medicines", "Tern & Teal Systems", _EPMA, Fate.SOUND, 74, 33, "per_bed"),
    Part("Ashlar Dose", "Ashlar Clinical Systems", _EPMA, Fate.SOUND, 61, 26, "flat"),
    Part("Pestle Path", "Pestle & Path", _EPMA, Fate.EXPIRING, 57, 38, "volume"),
    Part("Ferrybridge Medicines", "Ferrybridge Informatics", _EPMA, Fate.FAILED, 51, 30, "flat"),
    Part("Copperbeech Ward Round", "Copperbeech Health", _EPMA, Fate.SOUND, 66, 19, "cumulative"),
    Part("Kestrel Lab", "Kestrel Diagnostics IT", _LIMS, Fate.SOUND, 65, 34, "flat"),
    Part("Assayline", "Assayline Systems", _LIMS, Fate.SOUND, 72, 29, "per_site"),
    Part("Larkfield Bench", "Larkfield Labs", _LIMS, Fate.SOUND, 60, 22, "flat"),
    Part("Saltmarsh Pathology", "Saltmarsh Digital", _LIMS, Fate.LAPSED, 54, 25, "per_site"),
    Part("Titrate", "Pestle & Path", _LIMS, Fate.MENDING, 63, 18, "volume"),
    Part("Sedgewick Specimen", "Sedgewick Health IT", _LIMS, Fate.SOUND, 67, 0, "per_site"),
    Part("Kindly", "Kindly Patient Services", _PATIENT, Fate.SOUND, 81, 72, "per_patient"),
    Part("Doorstep Care", "Doorstep Digital", _PATIENT, Fate.SOUND, 75, 48, "cumulative_patient"),
    Part("Hedgerow Online", "Hedgerow Systems", _PATIENT, Fate.SOUND, 63, 39, "flat"),
    Part("Waymarker", "Waymarker Health", _PATIENT, Fate.EXPIRING, 70, 27, "per_patient"),
    Part("Millrace Patient", "Millrace Primary Care", _PATIENT, Fate.FAILED, 56, 42, "flat"),
    Part("Plainspoken", "Plainspoken Health", _PATIENT, Fate.SOUND, 84, 35, "volume_patient"),
    Part("Bellwether Connect", "Bellwether Health", _PATIENT, Fate.NEW, 61, 2, "per_patient"),
    Part("Ropewalk", "Ropewalk Collaborative", _SHARED, Fate.SOUND, 68, 45, "volume_patient"),
    Part("Confluence Care View", "Confluence Care", _SHARED, Fate.SOUND, 72, 51, "per_patient"),
    Part("Tern Together", "Tern & Teal Systems", _SHARED, Fate.SOUND, 70, 30, "cumulative_patient"),
    Part("Northing Shared Record", "Northing Digital", _SHARED, Fate.SOUND, 65, 24, "per_site"),
    Part("Oxbow Region", "Oxbow Health Software", _SHARED, Fate.MENDING, 58, 33, "flat"),
    Part("Dovetail Together", "Dovetail Care", _SHARED, Fate.SOUND, 62, 1, "per_site"),
    Part("Quayside Exchange", "Quayside Informatics", _SHARED, Fate.WITHDRAWN, 50, 20, "flat"),
)

SUPPLIERS: Final = tuple(sorted({part.supplier for part in CAST}))

CAPABILITIES: Final[dict[ProductType, tuple[str, ...]]] = {
    _EPR: ("DEMO-NOTES", "DEMO-ORDERS", "DEMO-BEDS", "DEMO-OUTPATIENTS", "DEMO-THEATRE", "DEMO-OBS"),
    _GP: ("DEMO-CONSULT", "DEMO-APPOINT", "DEMO-PRESCRIBE", "DEMO-REFER", "DEMO-RECALL", "DEMO-DOCS"),
    _EPMA: ("DEMO-PRESCRIBE", "DEMO-ADMINISTER", "DEMO-PHARMACY", "DEMO-INFUSION", "DEMO-ALLERGY"),
    _LIMS: ("DEMO-SPECIMEN", "DEMO-RESULTS", "DEMO-BLOOD", "DEMO-QC", "DEMO-ANALYSER"),
    _PATIENT: ("DEMO-BOOK", "DEMO-VIEW", "DEMO-REPEAT", "DEMO-MESSAGE", "DEMO-FORMS"),
    _SHARED: ("DEMO-TIMELINE", "DEMO-PLANS", "DEMO-SEARCH", "DEMO-CONSENT", "DEMO-ALERTS"),
}

CAPABILITY_NAMES: Final[dict[str, tuple[str, str]]] = {
    "DEMO-NOTES": ("Clinical notes", "Write, sign and find notes at the bedside."),
    "DEMO-ORDERS": ("Orders and results", "Order tests and see results where the order was made."),
    "DEMO-BEDS": ("Bed management", "See and plan who lies where."),
    "DEMO-OUTPATIENTS": ("Outpatient clinics", "Run clinics from referral to outcome."),
    "DEMO-THEATRE": ("Theatre lists", "Plan lists, teams and kit for theatres."),
    "DEMO-OBS": ("Observations", "Record observations and be warned of deterioration."),
    "DEMO-CONSULT": ("Consultations", "Record a consultation, coded as it is written."),
    "DEMO-APPOINT": ("Appointments", "Offer, book and change appointments."),
    "DEMO-PRESCRIBE": ("Prescribing", "Prescribe with checks on dose, allergy and interaction."),
    "DEMO-REFER": ("Referrals", "Refer, and follow what became of it."),
    "DEMO-RECALL": ("Recall", "Call people back in time for checks and vaccinations."),
    "DEMO-DOCS": ("Documents", "Take letters in, file them and act on them."),
    "DEMO-ADMINISTER": ("Medicines administration", "Give medicines by the chart, with scanning."),
    "DEMO-PHARMACY": ("Pharmacy", "Check, dispense and keep stock."),
    "DEMO-INFUSION": ("Infusions", "Prescribe and run infusions."),
    "DEMO-ALLERGY": ("Allergies", "Keep one coded list of allergies."),
    "DEMO-SPECIMEN": ("Specimens", "Follow a specimen from label to store."),
    "DEMO-RESULTS": ("Reports", "Authorise and send reports."),
    "DEMO-BLOOD": ("Blood transfusion", "Match, issue and trace blood."),
    "DEMO-QC": ("Quality control", "Keep analysers within limits, and show it."),
    "DEMO-ANALYSER": ("Analysers", "Connect analysers in both directions."),
    "DEMO-BOOK": ("Book a visit", "Patients book and change visits."),
    "DEMO-VIEW": ("See my record", "Patients see their own record."),
    "DEMO-REPEAT": ("Repeat prescriptions", "Patients ask for repeats."),
    "DEMO-MESSAGE": ("Messages", "Patients and staff write to each other."),
    "DEMO-FORMS": ("Forms", "Patients answer questions before a visit."),
    "DEMO-TIMELINE": ("Timeline", "One timeline across organisations."),
    "DEMO-PLANS": ("Care plans", "Share and change plans together."),
    "DEMO-SEARCH": ("Find a person", "Find a person by number or name."),
    "DEMO-CONSENT": ("Sharing choices", "Hold to what people chose to share."),
    "DEMO-ALERTS": ("Alerts", "Tell teams when their patient is seen elsewhere."),
}
