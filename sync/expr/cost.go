package expr

import (
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// The sizes for which an expression must be affordable: of a cell's text, of a
// list of names and of a name. What is larger costs what it costs when it
// runs, up to the limit.
const (
	longText  = 2_000
	manyNames = 30
	longName  = 200
)

// sizes tells the library how large the fields of item get, and what the
// functions that compare folded texts cost.
type sizes struct{}

// EstimateSize implements [cost.Estimator].
func (sizes) EstimateSize(element cost.AstNode) *cost.SizeEstimate {
	path := element.Path()
	if len(path) < 2 || path[0] != "item" {
		return nil
	}
	size := uint64(longText)
	switch {
	case len(path) > 2:
		size = longName
	case element.Type().Kind() == types.ListKind:
		size = manyNames
	}
	return &cost.SizeEstimate{Max: size}
}

// EstimateCallCost implements [cost.Estimator].
func (sizes) EstimateCallCost(function, _ string, _ *cost.AstNode, args []cost.AstNode) *cost.CallEstimate {
	if !folds(function) {
		return nil
	}
	total := uint64(1)
	for _, a := range args {
		n := uint64(longText)
		if s := a.ComputedSize(); s != nil {
			n = s.Max
		} else if s := (sizes{}).EstimateSize(a); s != nil {
			n = s.Max
		}
		total += n / foldedPerCost
	}
	return cost.NewCallEstimate(cost.Estimate{Min: 1, Max: total}, nil)
}

// CallCost implements [cost.ActualCostEstimator].
func (sizes) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	if !folds(function) {
		return nil
	}
	total := uint64(1)
	for _, a := range args {
		if s, ok := a.(types.String); ok {
			total += uint64(len(s)) / foldedPerCost
		}
	}
	return &total
}

// foldedPerCost is how much of a text is folded at the cost of 1.
const foldedPerCost = 4

func folds(function string) bool { return function == "same" || function == "mentions" }
