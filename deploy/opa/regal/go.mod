// Regal cannot be had with `go install`: its own version list is refused. A module that requires it can build it.
module hallpass.tools/regal

go 1.26

require github.com/open-policy-agent/regal v0.42.0
