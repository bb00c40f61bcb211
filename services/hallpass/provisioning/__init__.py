"""Provisioning: what a district is in Keycloak: an organization, its groups of people, its service accounts.

The only package that speaks to Keycloak as an administrator; no service imports it, and none needs Keycloak to be
administered to go on. Everything may be done again: what is there already stays as it is, what is missing is added.
"""
