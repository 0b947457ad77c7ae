"""What each product of the demonstration market would do, in words of its own. All of it is invented."""

from typing import Final

DESCRIPTIONS: Final[dict[str, str]] = {
    "Tern Record": (
        "Inpatient and outpatient notes in one place, written once and signed at the bedside on a tablet. "
        "Nurses chart vital signs, and an early warning score calls the outreach team when somebody "
        "deteriorates. Dictation turns speech into clinic letters."
    ),
    "Harrow Hall Ward": (
        "A whiteboard on every screen: beds, discharges, and who waits for what. Site managers see the "
        "flow through the whole hospital and plan admissions from the emergency department."
    ),
    "Saltmarsh One": (
        "One record for the hospital and the community teams of the same trust. District nurses write "
        "offline on home visits, and it is brought together once there is signal again."
    ),
    "Ferrybridge EPR": (
        "A broad hospital suite that is strong in surgery: theatre lists, kit, consent forms and "
        "anaesthetic charts. Emergency department triage and tracking come with it."
    ),
    "Oxbow Inpatient": (
        "Tests and scans are ordered from the notes, and each result is acknowledged by the clinician who "
        "asked for it. Handover lists and tasks for the doctors of the night."
    ),
    "Larkfield Acute": (
        "Made with maternity and children's wards: birth notes, growth charts, doses by weight, and "
        "safeguarding flags that follow a child from visit to visit."
    ),
    "Dovetail Record": (
        "For mental health and learning disability services: risk assessments, Mental Health Act papers, "
        "care programme reviews, group sessions and crisis plans."
    ),
    "Millrace Practice": (
        "Coded consultations with templates for long-term conditions such as diabetes and asthma. It "
        "calls people back for their yearly review and shows what is still to be checked."
    ),
    "Hedgerow GP": (
        "Made for dispensing doctors: stock, barcodes and endorsement beside electronic prescriptions "
        "that go to the pharmacy the patient nominated."
    ),
    "Cobblestone Practice": (
        "Post without paper: letters are scanned, read, coded and handed to whoever has to act. Referrals "
        "go out with the documents they need."
    ),
    "Bellwether GP": (
        "Registers, searches and reports for the quality framework. Runs vaccination campaigns and "
        "screening invitations, and shows which groups of people are missed."
    ),
    "Sandpiper Surgery": (
        "Small, plain and cheap, for a single surgery with a handful of staff. Runs on a phone during "
        "home visits."
    ),
    "Quayside Practice": (
        "For practices that work together as a network: appointment books shared across sites, hubs with "
        "evening and weekend hours, and one list of staff."
    ),
    "Northing GP": (
        "Where the patient agrees, it listens to the consultation and drafts the note for the doctor to "
        "correct. Requests that come in online are sorted by urgency before anybody is booked."
    ),
    "Meadowgate Prescribe": (
        "Prescribing on hospital wards with checks of dose ranges, interactions and allergies. On "
        "discharge the medicines and the reasons for changes go to the family doctor."
    ),
    "Tern Medicines": (
        "Drug rounds at the bedside: scan the wristband, scan the packet, give the dose. Missed and late "
        "doses stand on one list for the nurse in charge."
    ),
    "Ashlar Dose": (
        "Chemotherapy regimens by cycle and body surface, and infusions that are sent to the pump and "
        "read back from it. Used by cancer units and intensive care."
    ),
    "Pestle Path": (
        "The hospital pharmacy's own system: stock, orders to wholesalers, the dispensing robot, and the "
        "register of controlled drugs."
    ),
    "Ferrybridge Medicines": (
        "Watches over antibiotics: an indication for each, a review after two days, and reports for the "
        "stewardship team. Charts for insulin and anticoagulants."
    ),
    "Copperbeech Ward Round": (
        "Reconciles what a patient takes at home with what is prescribed on admission. Pharmacists review "
        "charts from afar and leave notes for the round."
    ),
    "Kestrel Lab": (
        "Blood sciences at volume: analysers and tracks connected in both directions, results authorised "
        "by rule, and turnaround times watched by the hour."
    ),
    "Assayline": (
        "Microbiology: cultures, plates and sensitivities, with alerts to infection control when an "
        "organism turns up on a second ward."
    ),
    "Larkfield Bench": (
        "For small laboratories and for testing at the point of care: glucose meters and blood gas "
        "analysers on wards, who was trained on them, and their control charts."
    ),
    "Saltmarsh Pathology": (
        "Histology from block to slide, with scanned images beside the report. Cancer data sets are "
        "filled in as the pathologist dictates."
    ),
    "Titrate": (
        "For the blood bank: cross-match, fridges, and every unit followed from donor to patient. A "
        "recalled unit is found in a minute."
    ),
    "Sedgewick Specimen": (
        "Where is the sample? Labels printed at the bedside, couriers and vans, arrival at the bench, and "
        "the freezers of a biobank."
    ),
    "Kindly": (
        "Patients and staff write to each other without telephone queues. Reads aloud, has easy words, "
        "and is translated into twelve languages."
    ),
    "Doorstep Care": (
        "A virtual ward: people measure blood pressure, oxygen and weight at home, and a nurse sees who "
        "is getting worse and calls."
    ),
    "Hedgerow Online": (
        "Order repeat medicines and book with your practice at any hour. Carers and parents can be given "
        "access for somebody else."
    ),
    "Waymarker": (
        "Hospital visits on the phone: letters, reminders, a place on the waiting list, how to get there, "
        "and the way from the door to the clinic. Fewer people miss their visit."
    ),
    "Millrace Patient": (
        "People read their own notes and test results, with plain explanations beside them, and add what "
        "they measure or notice themselves."
    ),
    "Plainspoken": (
        "Questionnaires and consent before an operation, in everyday language with films and sign "
        "language. Answers arrive where the pre-assessment nurse works."
    ),
    "Bellwether Connect": (
        "For pregnancy and new parents: maternity notes to carry, the red book of a child's growth and "
        "vaccinations, and a midwife to ask."
    ),
    "Ropewalk": (
        "One view over hospital, practice and council: documents and events of a person on a single line "
        "of time, for whoever treats them across the region."
    ),
    "Confluence Care View": (
        "Plans for the end of life and for emergencies, written together and open to ambulance crews and "
        "out of hours doctors on the road."
    ),
    "Tern Together": (
        "Scans and reports move between hospitals without discs. Cancer teams of several trusts meet over "
        "the same pictures."
    ),
    "Northing Shared Record": (
        "Joins records of a whole population to find who would gain from care before they fall ill: risk "
        "groups, lists to work through, and what changed."
    ),
    "Oxbow Region": (
        "Knows who is who: a master index that matches people across systems, finds duplicates, and keeps "
        "to what each chose to share, with a log of every look."
    ),
    "Dovetail Together": (
        "Joins social workers, home carers and community nurses: assessments, packages of care, and "
        "concerns about the safety of a child or an adult."
    ),
    "Quayside Exchange": (
        "An exchange for messages between systems: discharge letters, referrals and results sent on in "
        "the form that each receiver reads."
    ),
}
