package config

import (
	"fmt"
	"reflect"
	"time"

	"github.com/shopspring/decimal"
)

// Changes returns the paths of the keys whose values differ between two
// configurations, in the order of the file: that of a whole list where it has
// become longer or shorter. It tells no value.
func Changes(before, after *Config) []string {
	return changes("", reflect.ValueOf(before).Elem(), reflect.ValueOf(after).Elem(), "")
}

func changes(path string, a, b reflect.Value, as string) []string {
	var all []string
	switch {
	case a.Kind() == reflect.Struct && as == "":
		for _, f := range fieldsIn(a.Type()) {
			all = append(all, changes(join(path, f.key), a.Field(f.index), b.Field(f.index), f.as)...)
		}
	case a.Kind() == reflect.Pointer && as != "zone" && !a.IsNil() && !b.IsNil():
		return changes(path, a.Elem(), b.Elem(), as)
	case a.Kind() == reflect.Slice && a.Type().Elem().Kind() == reflect.Struct && a.Len() == b.Len():
		for i := range a.Len() {
			all = append(all, changes(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i), as)...)
		}
	case !same(a.Interface(), b.Interface()):
		all = append(all, path)
	}
	return all
}

// same reports whether two values mean the same.
func same(a, b any) bool {
	switch a := a.(type) {
	case *time.Location:
		return a.String() == b.(*time.Location).String()
	case Cron:
		return a.Spec == b.(Cron).Spec
	case decimal.Decimal:
		return a.Equal(b.(decimal.Decimal))
	}
	return reflect.DeepEqual(a, b)
}
