package expr

import (
	"errors"
	"reflect"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// ConvertToNative, ConvertToType, Equal, Type and Value make item a value of
// the language.
func (i *item) ConvertToNative(reflect.Type) (any, error) {
	return nil, errors.New("an item is no value of another type")
}

// ConvertToType implements [ref.Val].
func (i *item) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return itemType
	}
	return types.NewErr("an item is no value of another type")
}

// Equal implements [ref.Val].
func (i *item) Equal(other ref.Val) ref.Val { return types.Bool(ref.Val(i) == other) }

// Type implements [ref.Val].
func (i *item) Type() ref.Type { return itemType }

// Value implements [ref.Val].
func (i *item) Value() any { return i }

// ResolveName implements [cel.Activation].
func (i *item) ResolveName(name string) (any, bool) {
	if name == "item" {
		return i, true
	}
	return nil, false
}

// Parent implements [cel.Activation].
func (i *item) Parent() cel.Activation { return nil }

// provider adds the type of item to a type provider.
type provider struct {
	types.Provider
	names  []string
	fields map[string]*types.FieldType
}

func newProvider(base types.Provider) *provider {
	p := &provider{Provider: base, fields: map[string]*types.FieldType{}}
	for _, f := range fields() {
		p.names = append(p.names, f.name)
		p.fields[f.name] = &types.FieldType{
			Type:    f.kind.cel,
			IsSet:   func(on any) bool { i, ok := on.(*item); return ok && isSet(f.get(i)) },
			GetFrom: func(on any) (any, error) { return valueOf(f, on) },
		}
	}
	slices.Sort(p.names)
	return p
}

func valueOf(f field, on any) (any, error) {
	i, ok := on.(*item)
	if !ok {
		return nil, errors.New("no item")
	}
	return f.get(i), nil
}

// isSet reports whether has() finds a value: what is not absent, "" or [].
func isSet(v ref.Val) bool {
	switch v := v.(type) {
	case *types.Optional:
		return v.HasValue()
	case types.String:
		return v != ""
	case interface{ Size() ref.Val }:
		return v.Size() != types.IntZero
	}
	return true
}

// FindStructType implements [types.Provider].
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if name == itemType.TypeName() {
		return types.NewTypeTypeWithParam(itemType), true
	}
	return p.Provider.FindStructType(name)
}

// FindStructFieldNames implements [types.Provider].
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if name == itemType.TypeName() {
		return slices.Clone(p.names), true
	}
	return p.Provider.FindStructFieldNames(name)
}

// FindStructFieldType implements [types.Provider].
func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	if name == itemType.TypeName() {
		f, ok := p.fields[field]
		return f, ok
	}
	return p.Provider.FindStructFieldType(name, field)
}

// NewValue implements [types.Provider]; nobody can make an item.
func (p *provider) NewValue(name string, fields map[string]ref.Val) ref.Val {
	if name == itemType.TypeName() {
		return types.NewErr("an item cannot be made")
	}
	return p.Provider.NewValue(name, fields)
}
