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
	seen map[string]bool
}

// NewKeys makes the keys of a list. Its items are to be asked for in order.
func NewKeys(list string) *Keys { return &Keys{list, map[string]bool{}} }

// Of returns the key of the list's next item.
func (k *Keys) Of(item *Row) string {
	key := k.list + "/" + cmp.Or(Fold(item.Code()), Fold(item.Name), Fold(item.Number))
	unique := key
	for n := 2; k.seen[unique]; n++ {
		unique = key + "#" + strconv.Itoa(n)
	}
	k.seen[unique] = true
	return unique
}
