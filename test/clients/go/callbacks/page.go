//go:build page

package main

import "bytes"

const form = "page"

// What the older form makes of XML: everything is text, and a list of one is what it has.
type (
	list[T any] []T
	number      string
	truth       string
)

func (all *list[T]) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte("[")) {
		var many []T
		if err := decode(text, &many); err != nil {
			return err
		}
		*all = many
		return nil
	}
	var one T
	if err := decode(text, &one); err != nil {
		return err
	}
	*all = list[T]{one}
	return nil
}
