"""Policy: the clerk of the law and the keeper of the register.

Owns the tenants, each district's settings, its platform register, declared emergencies, approvals of outside material,
what was last applied from a district folder, and the built policy bundles with their revisions. Emits `policy.facts`:
the whole state of one entry with each change. Hears `roster.facts` for the posts of staff (who may declare an
emergency) and `decision.emergencies` for those that a sender declared by sending. Serves the signed bundle to OPA.
Refuses settings that could not be judged by, and an emergency of somebody who may not declare one.
"""
