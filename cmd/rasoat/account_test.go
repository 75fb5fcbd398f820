package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	rasoatsync "rasoat/sync"
	"rasoat/sync/web"
)

// fill gives everything in a value something that is not zero, each its own.
func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2021, 1, 15, 8, *n%60, 0, 0, time.UTC)))
		return
	case reflect.TypeFor[decimal.Decimal]():
		v.Set(reflect.ValueOf(decimal.NewFromInt(int64(*n))))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), n)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, n)
		fill(t, value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int8:
		v.SetInt(int64(*n % 100))
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*n % 100))
	case reflect.Float64:
		v.SetFloat(float64(*n))
	default:
		t.Fatalf("an account has a %s, which this test cannot fill", v.Type())
	}
}

// The account of a pass is written to the state by one package and read from it by
// another, which shares no type with it: each has all that the other has.
func TestTheAccountOfAPassIsReadAsItWasWritten(t *testing.T) {
	for _, tt := range []struct {
		name        string
		write, read func() any
	}{
		{"written and read", func() any { return &rasoatsync.Account{} }, func() any { return &web.Account{} }},
		{"the other way round", func() any { return &web.Account{} }, func() any { return &rasoatsync.Account{} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			written, n := tt.write(), 0
			fill(t, reflect.ValueOf(written).Elem(), &n)
			want, err := json.Marshal(written)
			check(t, err)
			read := tt.read()
			d := json.NewDecoder(bytes.NewReader(want))
			d.DisallowUnknownFields()
			if err := d.Decode(read); err != nil {
				t.Fatalf("%T cannot be read as %T: %v", written, read, err)
			}
			got, err := json.Marshal(read)
			check(t, err)
			if diff := cmp.Diff(asMap(t, want), asMap(t, got)); diff != "" {
				t.Errorf("%T says otherwise what %T said (-written +read):\n%s", read, written, diff)
			}
		})
	}
}

func asMap(t *testing.T, data []byte) (m map[string]any) {
	t.Helper()
	check(t, json.Unmarshal(data, &m))
	return m
}
