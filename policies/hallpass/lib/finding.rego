# METADATA
# title: Words that every guideline may use
# description: >-
#   Pure helpers. A finding takes its words from the METADATA of the rule that makes it and its clause from the
#   package, so that prose is written once, beside the rule.
package hallpass.lib

# METADATA
# description: >-
#   What a rule found. `chain` is rego.metadata.chain() of the calling rule; `detail` holds typed arguments. The result
#   is remembered within a query, so that a rule may ask for it again for each situation.
finding(chain, detail) := obliging(chain, detail, [])

# METADATA
# description: >-
#   A finding that also binds the tool to do something. A rule whose METADATA names no effect denies: everything
#   is read with a default, since an annotation that is missing must never erase the finding.
obliging(chain, detail, obligations) := object.union(_words(chain), {"detail": detail, "obligations": obligations})

_words(chain) := object.union_n([
	_unsaid,
	object.filter(object.get(chain[0], ["annotations", "custom"], {}), object.keys(_unsaid)),
	_cited(chain),
	{"clause": chain[0].path[count(chain[0].path) - 2]},
])

default _cited(_) := {}

_cited(chain) := object.filter(chain[1].annotations.custom, {"cites"})

_unsaid := {
	"reason": "unspecified",
	"effect": "deny",
	"message": "A rule of the district does not allow this.",
	"remedy": null,
	"remedy_code": null,
	"ask": "principal",
	"cites": [],
}
