package ledger

import "slices"

// wholeOfParts takes for the accumulated allocation itself, where it has no
// column yet, what stands among its parts and by the column numbers is the sum
// of others of them: "Lũy kế vốn đã bố trí / Bố trí" with the number 2=3+4.
func (f *mapper) wholeOfParts() {
	if f.has(FieldAllocated) || f.m.Columns[FieldAllocated] != nil {
		return
	}
	part := func(col int) *Column {
		i := slices.IndexFunc(f.columns, func(c Column) bool { return c.Col == col && c.Source != "" })
		if i < 0 {
			return nil
		}
		return &f.columns[i]
	}
	for _, s := range numberRowSums(f.t, f.h) {
		whole := part(s.Total)
		other := func(col int) bool { return part(col) == nil }
		if whole != nil && len(s.Plus) > 1 && len(s.Minus) == 0 && !slices.ContainsFunc(s.Plus, other) {
			whole.Field, whole.Source = FieldAllocated, ""
			return
		}
	}
}
