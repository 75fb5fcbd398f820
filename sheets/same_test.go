package sheets

import "testing"

func TestSame(t *testing.T) {
	build := func(change func(*Builder, *TabBuilder)) *Snapshot {
		var b Builder
		tab := b.Tab("0", "Danh mục").Freeze(1, 0).Merge(Range{Bottom: 1, Right: 2}).HideRow(4)
		tab.Set(0, 0, Cell{Value: TextValue("Tên")}).Set(1, 0, Cell{Value: NumberValue("12"), Formula: "=A3*2"}).Set(2, 3, Cell{Value: NumberValue("6"), Format: "0.0"})
		if change != nil {
			change(&b, tab)
		}
		return b.Snapshot()
	}
	plain := build(nil)
	if !plain.Same(build(nil)) {
		t.Error("what was built alike is not the same")
	}
	for name, change := range map[string]func(*Builder, *TabBuilder){
		"value":    func(_ *Builder, t *TabBuilder) { t.Set(2, 3, Cell{Value: NumberValue("7"), Format: "0.0"}) },
		"kind":     func(_ *Builder, t *TabBuilder) { t.Set(2, 3, Cell{Value: TextValue("6"), Format: "0.0"}) },
		"formula":  func(_ *Builder, t *TabBuilder) { t.Set(1, 0, Cell{Value: NumberValue("12"), Formula: "=A3*3"}) },
		"format":   func(_ *Builder, t *TabBuilder) { t.Set(2, 3, Cell{Value: NumberValue("6"), Format: "0"}) },
		"one more": func(_ *Builder, t *TabBuilder) { t.Set(2, 4, Cell{Value: TextValue("x")}) },
		"elsewhere": func(_ *Builder, t *TabBuilder) {
			t.Set(2, 3, Cell{}).Set(2, 4, Cell{Value: NumberValue("6"), Format: "0.0"})
		},
		"longer":     func(_ *Builder, t *TabBuilder) { t.Set(9, 0, Cell{Value: TextValue("x")}) },
		"merge":      func(_ *Builder, t *TabBuilder) { t.Merge(Range{Top: 5, Bottom: 6, Right: 2}) },
		"hidden row": func(_ *Builder, t *TabBuilder) { t.HideRow(5) },
		"hidden col": func(_ *Builder, t *TabBuilder) { t.HideCol(1) },
		"hidden tab": func(_ *Builder, t *TabBuilder) { t.Hide() },
		"frozen":     func(_ *Builder, t *TabBuilder) { t.Freeze(2, 0) },
		"tab":        func(b *Builder, _ *TabBuilder) { b.Tab("1", "Nhiệm vụ") },
		"obstacle":   func(b *Builder, _ *TabBuilder) { b.Obstacle(Obstacle{Tab: "0", Kind: ObstacleTyped}) },
	} {
		other := build(change)
		if plain.Same(other) || other.Same(plain) {
			t.Errorf("%s: taken for the same", name)
		}
	}
}
