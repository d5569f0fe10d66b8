"""The reference platform: receives, deduplicates, opens, routes, answers.

    cli ──► api (HTTP) ──► enrolment, receipt, decisions, feed (use-cases) ──► store
                                              └──► routing (who sees what, when a case counts)

It shares nothing with the terminal but ``sync.protocol``.
"""
