//go:build !page

package main

const form = "native"

// As encoding/json takes them: a list is an array whatever its count, a number is no text.
type (
	list[T any] []T
	number      int
	truth       bool
)
