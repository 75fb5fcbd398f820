package google

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/go-faster/jx"
	sheetsapi "google.golang.org/api/sheets/v4"
)

// writeReply writes the reply to a request for a tab of 20 columns, field by
// field as the API writes it without white space: codes, names, amounts, days,
// percentages, and four formulas a row, one of which fails in some rows.
func writeReply(w *bytes.Buffer, rows int) {
	w.WriteString(`{"spreadsheetId":"1Sle","properties":{"title":"Danh mục dự án","locale":"vi_VN","timeZone":"Asia/Ho_Chi_Minh"},"sheets":[{"properties":{"sheetId":7,"title":"Danh mục","index":0,"sheetType":"GRID","gridProperties":{"rowCount":` +
		strconv.Itoa(rows) + `,"columnCount":20,"frozenRowCount":3}},"data":[{"rowData":[`)
	const amount = `"effectiveFormat":{"numberFormat":{"type":"NUMBER","pattern":"#,##0"}}`
	for r := range rows {
		if r > 0 {
			w.WriteByte(',')
		}
		w.WriteString(`{"values":[`)
		for c := range 20 {
			if c > 0 {
				w.WriteByte(',')
			}
			n := (r*7919 + c*104729) % 1_000_003
			switch c {
			case 0:
				fmt.Fprintf(w, `{"userEnteredValue":{"stringValue":"DA-%06d"},"effectiveValue":{"stringValue":"DA-%06d"}}`, r, r)
			case 1:
				fmt.Fprintf(w, `{"userEnteredValue":{"stringValue":"Đường liên xã số %d, \"giai đoạn\" %d"},"effectiveValue":{"stringValue":"Đường liên xã số %d, \"giai đoạn\" %d"}}`, n, r%3, n, r%3)
			case 2, 3, 4:
				fmt.Fprintf(w, `{"userEnteredValue":{"stringValue":"Sở Giao thông vận tải %d"},"effectiveValue":{"stringValue":"Sở Giao thông vận tải %d"}}`, n%40, n%40)
			case 5, 6:
				fmt.Fprintf(w, `{"userEnteredValue":{"numberValue":%d},"effectiveValue":{"numberValue":%d},"effectiveFormat":{"numberFormat":{"type":"DATE","pattern":"dd/mm/yyyy"}}}`, 44000+n%3000, 44000+n%3000)
			case 7:
				w.WriteString(`{}`)
			case 16, 17, 18:
				fmt.Fprintf(w, `{"userEnteredValue":{"formulaValue":"=H%d+I%d"},"effectiveValue":{"numberValue":%d.5},%s}`, r+1, r+1, n, amount)
			case 19:
				if r%50 == 0 {
					fmt.Fprintf(w, `{"userEnteredValue":{"formulaValue":"=Q%d/R%d"},"effectiveValue":{"errorValue":{"type":"DIVIDE_BY_ZERO","message":"Function DIVIDE parameter 2 cannot be zero."}},"effectiveFormat":{"numberFormat":{"type":"PERCENT","pattern":"0.00%%"}}}`, r+1, r+1)
					break
				}
				fmt.Fprintf(w, `{"userEnteredValue":{"formulaValue":"=Q%d/R%d"},"effectiveValue":{"numberValue":0.%d},"effectiveFormat":{"numberFormat":{"type":"PERCENT","pattern":"0.00%%"}}}`, r+1, r+1, n+1)
			default:
				fmt.Fprintf(w, `{"userEnteredValue":{"numberValue":%d},"effectiveValue":{"numberValue":%d},%s}`, n*1000, n*1000, amount)
			}
		}
		w.WriteString(`]}`)
	}
	w.WriteString(`],"rowMetadata":[`)
	for r := range rows {
		if r > 0 {
			w.WriteByte(',')
		}
		w.WriteString(`{}`)
	}
	w.WriteString(`],"columnMetadata":[{"pixelSize":100},{"pixelSize":300}]}]}]}`)
}

// BenchmarkDecode reads a tab of 100,000 rows and 20 columns with decodeGrid,
// passes over the same reply with the JSON library alone, and reads it into the
// types that are generated for the API. Beside time and allocations it tells
// how much memory was in use at most, and of the first how many times the
// second's time it took.
func BenchmarkDecode(b *testing.B) {
	rows := 100_000
	if testing.Short() {
		rows = 2_000
	}
	var reply bytes.Buffer
	writeReply(&reply, rows)
	scan := func(r io.Reader) (any, error) { return nil, jx.Decode(r, window).Skip() }
	decode := func(r io.Reader) (any, error) { return decodeGrid(r) }
	generated := func(r io.Reader) (any, error) {
		var s sheetsapi.Spreadsheet
		return &s, json.NewDecoder(r).Decode(&s)
	}
	for _, way := range []struct {
		name string
		read func(io.Reader) (any, error)
	}{{"stream", decode}, {"scan", scan}, {"generated", generated}} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(reply.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := way.read(bytes.NewReader(reply.Bytes())); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			peak, kept := heapTaken(b, func() (any, error) { return way.read(bytes.NewReader(reply.Bytes())) })
			b.ReportMetric(peak, "peak-MB")
			b.ReportMetric(kept, "kept-MB")
		})
	}
	b.Run("ratio", func(b *testing.B) {
		var ours, theirs time.Duration
		for b.Loop() {
			ours += timeTaken(b, decode, reply.Bytes())
			theirs += timeTaken(b, scan, reply.Bytes())
		}
		b.ReportMetric(float64(ours)/float64(theirs), "×scan")
	})
}

func timeTaken(b *testing.B, read func(io.Reader) (any, error), reply []byte) time.Duration {
	start := time.Now()
	if _, err := read(bytes.NewReader(reply)); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// heapTaken returns how many megabytes of heap reading takes: at most, as seen
// while it goes on, and by its result afterwards.
func heapTaken(b *testing.B, read func() (any, error)) (peak, kept float64) {
	heap := func() float64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	runtime.GC()
	before := heap()
	stop, stopped := make(chan struct{}), make(chan float64)
	go func() {
		most := 0.0
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				most = max(most, heap())
			case <-stop:
				stopped <- max(most, heap())
				return
			}
		}
	}()
	result, err := read()
	close(stop)
	peak = <-stopped - before
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	kept = heap() - before
	runtime.KeepAlive(result)
	return peak, kept
}
