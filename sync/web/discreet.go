package web

import (
	"context"
	"reflect"
	"time"
)

// discreet masks the mail addresses in everything that a Source tells, so that
// neither a page nor an answer can show one.
type discreet struct{ Source }

func (d discreet) Status(ctx context.Context) (*Status, error) {
	return masked(d.Source.Status(ctx))
}

func (d discreet) Trend(ctx context.Context, workbook string, from time.Time) ([]Point, error) {
	return masked(d.Source.Trend(ctx, workbook, from))
}

func (d discreet) Runs(ctx context.Context, workbook string, before int64, limit int) ([]Run, error) {
	return masked(d.Source.Runs(ctx, workbook, before, limit))
}

func (d discreet) Run(ctx context.Context, id int64) (*Run, error) {
	return masked(d.Source.Run(ctx, id))
}

func (d discreet) Outbox(ctx context.Context, limit int) ([]Mail, error) {
	return masked(d.Source.Outbox(ctx, limit))
}

// masked returns what a Source told with every text in it masked. It changes
// what it is given, which is the caller's.
func masked[T any](told T, err error) (T, error) {
	maskIn(reflect.ValueOf(&told))
	return told, err
}

// maskIn masks the texts that can be reached through pointers, lists and
// exported fields. Keys of maps are left.
func maskIn(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			maskIn(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			maskIn(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				maskIn(v.Field(i))
			}
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(mask(v.String()))
		}
	}
}
