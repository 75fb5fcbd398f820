package expr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"golang.org/x/text/unicode/norm"
)

// Kind says what an expression is for.
type Kind uint8

// The kinds of expressions.
const (
	Condition Kind = iota // true or false
	Value                 // anything that a message can show
)

// CostLimit is the cost beyond which an expression is refused, or stopped when
// it runs. An operation costs about 1; looking through a text, a tenth of its
// length.
const CostLimit = 50_000

// mostCharacters is how long an expression may be.
const mostCharacters = 4_000

// Program is a compiled expression. It never changes and may be used by many
// at once.
type Program struct {
	run  cel.Program
	uses map[string]bool // names of the fields of item
}

// Uses reports whether the expression reads a field of item.
func (p *Program) Uses(field string) bool { return p.uses[field] }

// Compile compiles an expression. Its errors are of type [*Error], joined
// where there are several.
func Compile(source string, kind Kind) (*Program, error) {
	l, err := theLanguage()
	if err != nil {
		return nil, err
	}
	return l.compile(source, kind)
}

// language is the environment of all expressions. It never changes.
type language struct{ env *cel.Env }

// theLanguage makes the language once: it takes a few milliseconds and is the
// same for everybody.
var theLanguage = sync.OnceValues(newLanguage)

func newLanguage() (*language, error) {
	options, err := standard()
	if err != nil {
		return nil, fmt.Errorf("make the language of expressions: %w", err)
	}
	options = append(options,
		func(e *cel.Env) (*cel.Env, error) {
			return cel.CustomTypeProvider(newProvider(e.CELTypeProvider()))(e)
		},
		cel.Variable("item", itemType),
		cel.DefaultUTCTimeZone(true),
		cel.EagerlyValidateDeclarations(true),
		cel.ParserExpressionSizeLimit(mostCharacters),
		cel.ParserRecursionLimit(60),
		cel.ExpressionNodeLimit(1_000),
		cel.RegexProgramSizeLimit(1_000),
		cel.ASTValidators(
			cel.ValidateRegexLiterals(),
			cel.ValidateRegexProgramSizeLimit(1_000),
			cel.ValidateTimestampLiterals(),
			cel.ValidateDurationLiterals(),
			cel.ValidateHomogeneousAggregateLiterals(),
			cel.ValidateComprehensionNestingLimit(2),
		),
	)
	options = append(options, ownFunctions()...)
	e, err := cel.NewCustomEnv(options...)
	if err != nil {
		return nil, fmt.Errorf("make the language of expressions: %w", err)
	}
	return &language{e}, nil
}

func (l *language) compile(source string, kind Kind) (*Program, error) {
	src := []rune(norm.NFC.String(source))
	if strings.TrimSpace(source) == "" {
		return nil, at(source, src, 0, "nothing is written here", "")
	}
	code, foreign := toASCII(src)
	if len(foreign) > 0 {
		var mistakes []error
		for _, w := range foreign {
			mistakes = append(mistakes, at(source, src, w.start, w.text+": no such name", foreignHint(w.text)))
		}
		return nil, errors.Join(mistakes...)
	}
	checked, issues := l.env.Compile(string(code))
	if issues.Err() != nil {
		return nil, translate(source, src, issues)
	}
	if mistakes := examine(source, src, checked, kind); len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	cost, err := l.env.EstimateCost(checked, sizes{})
	if err != nil {
		return nil, at(source, src, 0, "its cost cannot be told: "+err.Error(), "")
	}
	if cost.Max > CostLimit {
		return nil, at(source, src, 0, "takes too long on every item",
			"use fewer exists(), all(), filter() and matches() inside one another")
	}
	run, err := l.env.Program(checked,
		cel.EvalOptions(cel.OptOptimize), cel.CostTracking(sizes{}), cel.CostLimit(CostLimit))
	if err != nil {
		return nil, at(source, src, 0, "cannot be made ready: "+err.Error(), "")
	}
	return &Program{run, fieldsOf(checked)}, nil
}

// fieldsOf returns the fields of item that an expression reads.
func fieldsOf(checked *cel.Ast) map[string]bool {
	used := map[string]bool{}
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if name, ok := itemField(e); ok {
			used[name] = true
		}
	}))
	return used
}

// itemField returns the field of item that an expression selects.
func itemField(e ast.Expr) (string, bool) {
	if e.Kind() != ast.SelectKind {
		return "", false
	}
	s := e.AsSelect()
	if on := s.Operand(); on.Kind() != ast.IdentKind || on.AsIdent() != "item" {
		return "", false
	}
	return s.FieldName(), true
}

// holds reports whether the condition is met by an item. Without an answer it
// is not; an error says why it could not be evaluated.
func (p *Program) holds(i *item) (bool, error) {
	v, err := p.eval(i)
	if err != nil || v == nil {
		return false, err
	}
	return v == types.True, nil
}

// eval returns the value of the expression for an item, nil where it is
// absent.
func (p *Program) eval(i *item) (ref.Val, error) {
	v, _, err := p.run.Eval(i)
	if err != nil {
		if errors.Is(err, errAbsent) {
			return nil, nil
		}
		return nil, err
	}
	if v, ok := value(v); ok {
		return v, nil
	}
	return nil, nil
}

// shown are the types of values that a message can show.
func shown(t *cel.Type) bool {
	plain := []*cel.Type{cel.StringType, cel.IntType, cel.DoubleType, cel.TimestampType}
	return slices.ContainsFunc(plain, func(p *cel.Type) bool {
		return t.IsExactType(p) || t.IsExactType(cel.OptionalType(p))
	}) || t.IsExactType(cel.ListType(cel.StringType))
}
