"""Hallpass: may this message go from this member of staff to these families, and what must change first?

The map of the house. Facts travel one way, over the bus; nobody asks a neighbour.

    roster      people, guardian links, classes, schools, staff facts
                tells roster.facts; hears policy.facts, to know which districts there are
    consent     notices, answers, consultations, objections, reminders
                tells consent.facts; hears policy.facts, to know which districts there are
    policy      settings, platforms, emergencies, approvals, bundles
                tells policy.facts; hears roster.facts, decision.emergencies
    decision    verdicts, and a read model of all facts
                tells decision.verdicts, decision.emergencies; hears the three topics of facts

    districts   the district folder: read, checked whole, handed to the services
    embedded    PostgreSQL and OPA as children of this process
    suite       puts the services together on one machine; run starts them
    distributed one service per process, on Kafka, Keycloak and PostgreSQL: serve, and the steps of operators
    commands    the command line, by whom it is for; installation says what a command works on

Below the services, each layer imports only what stands under it: derive (level, age, link in force, consent state),
contracts (what services say to each other and to tools), kernel (what another company could use unchanged).
"""
