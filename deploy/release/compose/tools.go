//go:build tools

// Package tools only names the program, so that the module keeps it.
package tools

import _ "github.com/docker/compose/v5/cmd"
