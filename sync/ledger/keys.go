package ledger

import (
	"cmp"
	"strconv"
)

// Keys makes the keys under which the items of a list are remembered from one
// pass to the next: the list's name and the item's code, else its name, else
// its number. Where two items would share one, the later ones get a number
// behind it.
type Keys struct {
	list string
	seen map[string]int // how often each was asked for
}

// NewKeys makes the keys of a list. Its items are to be asked for in order.
func NewKeys(list string) *Keys { return &Keys{list, map[string]int{}} }

// Of returns the key of the list's next item.
func (k *Keys) Of(item *Row) string {
	key := k.list + "/" + cmp.Or(Fold(item.Code()), Fold(item.Name), Fold(item.Number))
	unique := key
	for k.seen[unique] > 0 {
		k.seen[key]++
		unique = key + "#" + strconv.Itoa(k.seen[key])
	}
	k.seen[unique]++
	return unique
}
