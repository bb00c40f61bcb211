# METADATA
# title: A declared emergency lifts waiting
# description: >-
#   An emergency that somebody with the right to do so has declared lifts the rules of consent and of quiet hours;
#   never those about people who may not be contacted, nor about personal accounts. It is logged.
# custom:
#   section: Beyond the document
#   strength: may
#   cites: []
package hallpass.guidelines.emergency

import data.hallpass.lib

# METADATA
# custom:
#   effect: advise
#   reason: lifted
#   message: >-
#     This goes out under the declared emergency, without waiting for consent or quiet hours, and that is
#     logged.
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, _ in lib.known
	i in lib.lifted
}
