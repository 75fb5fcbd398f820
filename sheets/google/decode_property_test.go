package google

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	sheetsapi "google.golang.org/api/sheets/v4"
	"pgregory.net/rapid"
)

// TestDecodeRecorded reads replies that the API really gave. They are not part
// of the repository.
func TestDecodeRecorded(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "sheets-traffic", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("no recorded replies here")
	}
	spreadsheets, updates := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var exchanges []struct {
			Method, Path string
			Status       int
			Reply        json.RawMessage
		}
		if err := json.Unmarshal(data, &exchanges); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, x := range exchanges {
			rest, ours := strings.CutPrefix(x.Path, "/v4/spreadsheets/")
			switch {
			case !ours || x.Status != 200:
			case x.Method == "GET" && !strings.ContainsAny(rest, "/:"):
				spreadsheets++
				got, want, err := differs(withID(x.Reply))
				if err != nil {
					t.Errorf("%s, exchange %d: %v", filepath.Base(file), i, err)
				} else if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, exchange %d (-generated types +stream):\n%s", filepath.Base(file), i, diff)
				}
			case x.Method == "POST" && strings.HasSuffix(rest, ":batchUpdate") && !strings.Contains(rest, "/"):
				updates++
				var want struct{ Replies []json.RawMessage }
				if err := json.Unmarshal(x.Reply, &want); err != nil {
					t.Fatal(err)
				}
				replies, g, err := decodeUpdate(bytes.NewReader(x.Reply))
				if err != nil || g != nil {
					t.Errorf("%s, exchange %d: %v, %v", filepath.Base(file), i, g, err)
				} else if diff := cmp.Diff(want.Replies, replies); diff != "" {
					t.Errorf("%s, exchange %d:\n%s", filepath.Base(file), i, diff)
				}
			}
		}
	}
	t.Logf("%d spreadsheets and %d updates", spreadsheets, updates)
	if spreadsheets == 0 || updates == 0 {
		t.Errorf("the recordings hold %d spreadsheets and %d updates", spreadsheets, updates)
	}
}

// withID adds an id to a reply whose mask of fields had left it out.
func withID(reply []byte) []byte {
	if bytes.Contains(reply, []byte(`"spreadsheetId"`)) {
		return reply
	}
	return append([]byte(`{"spreadsheetId":"1S",`), reply[1:]...)
}

func TestDecodeBenchmarkReply(t *testing.T) {
	var reply bytes.Buffer
	writeReply(&reply, 300)
	got, want, err := differs(reply.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-generated types +stream):\n%s", diff)
	}
	if len(got) < 300*19 {
		t.Errorf("only %d lines", len(got))
	}
}

// TestDecodeAsGenerated holds the decoder against the generated types on
// arbitrary spreadsheets, whose fields come in any order.
func TestDecodeAsGenerated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		written, err := json.Marshal(anySpreadsheet().Draw(t, "spreadsheet"))
		if err != nil {
			t.Fatal(err)
		}
		for _, reply := range [][]byte{written, shuffled(t, written)} {
			got, want, err := differs(reply)
			if err != nil {
				t.Fatalf("%s: %v", reply, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s\n(-generated types +stream):\n%s", reply, diff)
			}
		}
	})
}

// shuffled writes the fields of every object in an order of its own, with white
// space between.
func shuffled(t *rapid.T, raw []byte) []byte {
	space := rapid.SampledFrom([]string{"", " ", "\n\t", "\r\n"}).Draw(t, "space")
	var out bytes.Buffer
	var write func(raw json.RawMessage)
	write = func(raw json.RawMessage) {
		switch raw[0] {
		case '{':
			var fields map[string]json.RawMessage
			if err := json.Unmarshal(raw, &fields); err != nil {
				t.Fatal(err)
			}
			out.WriteString("{" + space)
			for i, name := range rapid.Permutation(slices.Sorted(maps.Keys(fields))).Draw(t, "order") {
				if i > 0 {
					out.WriteString("," + space)
				}
				out.WriteString(`"` + name + `"` + space + ":" + space)
				write(fields[name])
			}
			out.WriteString(space + "}")
		case '[':
			var elements []json.RawMessage
			if err := json.Unmarshal(raw, &elements); err != nil {
				t.Fatal(err)
			}
			out.WriteString("[" + space)
			for i, e := range elements {
				if i > 0 {
					out.WriteString(space + "," + space)
				}
				write(e)
			}
			out.WriteString("]")
		default:
			out.Write(raw)
		}
	}
	write(raw)
	return out.Bytes()
}

// maybe gives nil now and then.
func maybe[T any](g *rapid.Generator[*T]) *rapid.Generator[*T] {
	return rapid.Custom(func(t *rapid.T) *T {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return g.Draw(t, "some")
	})
}

func anySpreadsheet() *rapid.Generator[*sheetsapi.Spreadsheet] {
	return rapid.Custom(func(t *rapid.T) *sheetsapi.Spreadsheet {
		return &sheetsapi.Spreadsheet{
			SpreadsheetId:     "1S" + rapid.String().Draw(t, "id"),
			DeveloperMetadata: rapid.SliceOfN(anyMark(), 0, 2).Draw(t, "metadata"),
			Properties:        &sheetsapi.SpreadsheetProperties{Title: rapid.String().Draw(t, "title"), Locale: "vi_VN"},
			Sheets:            rapid.SliceOfN(anyTab(), 0, 3).Draw(t, "tabs"),
		}
	})
}

func anyMark() *rapid.Generator[*sheetsapi.DeveloperMetadata] {
	return rapid.Custom(func(t *rapid.T) *sheetsapi.DeveloperMetadata {
		return &sheetsapi.DeveloperMetadata{
			MetadataId: rapid.Int64Range(1, 1<<31-1).Draw(t, "id"), MetadataKey: rapid.String().Draw(t, "key"), MetadataValue: rapid.String().Draw(t, "value"),
			Location: &sheetsapi.DeveloperMetadataLocation{Spreadsheet: true},
		}
	})
}

func anyTab() *rapid.Generator[*sheetsapi.Sheet] {
	return rapid.Custom(func(t *rapid.T) *sheetsapi.Sheet {
		s := &sheetsapi.Sheet{
			Properties: &sheetsapi.SheetProperties{
				SheetId: rapid.Int64Range(0, 99).Draw(t, "id"), Title: rapid.String().Draw(t, "title"), Hidden: rapid.Bool().Draw(t, "hidden"), SheetType: "GRID",
				GridProperties: &sheetsapi.GridProperties{RowCount: 40, ColumnCount: 20, FrozenRowCount: rapid.Int64Range(0, 2).Draw(t, "frozen")},
			},
			Merges:            rapid.SliceOfN(anyRange(), 0, 2).Draw(t, "merges"),
			DeveloperMetadata: rapid.SliceOfN(anyMark(), 0, 2).Draw(t, "metadata"),
		}
		// Blocks do not overlap: each has rows of its own.
		for i := range rapid.IntRange(0, 2).Draw(t, "blocks") {
			s.Data = append(s.Data, &sheetsapi.GridData{
				StartRow: int64(i*10) + rapid.Int64Range(0, 4).Draw(t, "row"), StartColumn: rapid.Int64Range(0, 3).Draw(t, "column"),
				RowData: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *sheetsapi.RowData {
					return &sheetsapi.RowData{Values: rapid.SliceOfN(anyCell(), 0, 4).Draw(t, "cells")}
				}), 0, 4).Draw(t, "rows"),
				RowMetadata: rapid.SliceOfN(anyDimension(false), 0, 4).Draw(t, "row metadata"),
			})
			if i == 0 {
				s.Data[0].ColumnMetadata = rapid.SliceOfN(anyDimension(true), 0, 4).Draw(t, "column metadata")
			}
		}
		for _, r := range rapid.SliceOfN(anyRange(), 0, 3).Draw(t, "ranges") {
			s.ConditionalFormats = append(s.ConditionalFormats, &sheetsapi.ConditionalFormatRule{
				Ranges: []*sheetsapi.GridRange{r},
				BooleanRule: &sheetsapi.BooleanRule{Condition: &sheetsapi.BooleanCondition{
					Type:   rapid.SampledFrom([]string{"CUSTOM_FORMULA", "NUMBER_EQ"}).Draw(t, "condition"),
					Values: []*sheetsapi.ConditionValue{{UserEnteredValue: rapid.String().Draw(t, "formula")}},
				}},
			})
			s.ProtectedRanges = append(s.ProtectedRanges, &sheetsapi.ProtectedRange{
				ProtectedRangeId: 1, Range: r, WarningOnly: rapid.Bool().Draw(t, "warning"), NamedRangeId: rapid.SampledFrom([]string{"", "n"}).Draw(t, "name"),
			})
			s.Tables = append(s.Tables, &sheetsapi.Table{TableId: "t", Name: rapid.String().Draw(t, "name"), Range: r})
			s.BasicFilter = &sheetsapi.BasicFilter{Range: r}
		}
		return s
	})
}

func anyRange() *rapid.Generator[*sheetsapi.GridRange] {
	return rapid.Custom(func(t *rapid.T) *sheetsapi.GridRange {
		side := func() int64 { return rapid.Int64Range(0, 9).Draw(t, "side") }
		return &sheetsapi.GridRange{StartRowIndex: side(), EndRowIndex: side(), StartColumnIndex: side(), EndColumnIndex: side()}
	})
}

func anyDimension(columns bool) *rapid.Generator[*sheetsapi.DimensionProperties] {
	return rapid.Custom(func(t *rapid.T) *sheetsapi.DimensionProperties {
		d := &sheetsapi.DimensionProperties{HiddenByUser: rapid.Bool().Draw(t, "user"), HiddenByFilter: rapid.Bool().Draw(t, "filter")}
		if columns {
			d.PixelSize = rapid.Int64Range(0, 300).Draw(t, "width")
			d.DeveloperMetadata = rapid.SliceOfN(anyMark(), 0, 2).Draw(t, "metadata")
		}
		return d
	})
}

func anyCell() *rapid.Generator[*sheetsapi.CellData] {
	format := rapid.Custom(func(t *rapid.T) *sheetsapi.CellFormat {
		return &sheetsapi.CellFormat{
			HorizontalAlignment: "LEFT",
			NumberFormat: &sheetsapi.NumberFormat{
				Type:    rapid.SampledFrom([]string{"TEXT", "NUMBER", "PERCENT", "DATE", "TIME", "DATE_TIME"}).Draw(t, "type"),
				Pattern: rapid.SampledFrom([]string{"", "#,##0", "dd/mm/yyyy", `"đ"0`}).Draw(t, "pattern"),
			},
		}
	})
	return rapid.Custom(func(t *rapid.T) *sheetsapi.CellData {
		return &sheetsapi.CellData{
			UserEnteredValue: maybe(anyValue(true)).Draw(t, "entered"), EffectiveValue: maybe(anyValue(false)).Draw(t, "shown"),
			EffectiveFormat: maybe(format).Draw(t, "format"), UserEnteredFormat: maybe(format).Draw(t, "entered format"),
			Note: rapid.String().Draw(t, "note"),
		}
	})
}

func anyValue(entered bool) *rapid.Generator[*sheetsapi.ExtendedValue] {
	return rapid.Custom(func(t *rapid.T) *sheetsapi.ExtendedValue {
		v := &sheetsapi.ExtendedValue{}
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			n := rapid.Float64().Draw(t, "number")
			v.NumberValue = &n
		case 1:
			text := rapid.String().Draw(t, "text")
			v.StringValue = &text
		case 2:
			is := rapid.Bool().Draw(t, "bool")
			v.BoolValue = &is
		case 3:
			if entered {
				formula := "=" + rapid.StringN(1, 20, -1).Draw(t, "formula")
				v.FormulaValue = &formula
				break
			}
			v.ErrorValue = &sheetsapi.ErrorValue{Type: rapid.SampledFrom([]string{"REF", "N_A", "LOADING"}).Draw(t, "type"), Message: rapid.String().Draw(t, "message")}
		}
		return v
	})
}
