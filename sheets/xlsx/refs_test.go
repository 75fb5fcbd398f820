package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"rasoat/sheets"
)

func TestRefs(t *testing.T) {
	wb := &workbook{
		sheets: []wbSheet{{title: "DM"}, {title: "Tổng hợp"}, {title: "Danh 'A' mục"}, {title: "B4"}},
		names: []wbName{
			{name: "TONG", scope: -1, text: "'DM'!$C$3:$C$5"}, {name: "Rieng", scope: 1, text: "DM!$A$1"}, {name: "Rieng", scope: -1, text: "DM!$B$2"},
			{name: "Vong", scope: -1, text: "Vong+TONG"}, {name: "So", scope: -1, text: "5"},
		},
	}
	tables := []nativeTable{
		{"Bang1", block{1, sheets.Range{Top: 3, Left: 1, Bottom: 9, Right: 4}}, []string{"Mã", "Vốn [tỷ]", "Cảnh báo"}},
		{"Bang2", block{2, sheets.Range{Right: 1, Bottom: 4}}, []string{"Mã"}},
	}
	const everywhere = "0!A1:XFD1048576 1!A1:XFD1048576 2!A1:XFD1048576 3!A1:XFD1048576"
	for f, want := range map[string]string{
		"A1+$B$2":                         "1!A1 1!B2",
		"SUM(F7:F10,$G$1)":                "1!F7:F10 1!G1",
		"SUM(N:N)":                        "1!N1:N1048576",
		"SUM($N:$O)+SUM(3:4)":             "1!N1:O1048576 1!A3:XFD4",
		"DM!N7+SUM(DM!N:N)":               "0!N7 0!N1:N1048576",
		"SUM('Danh ''A'' mục'!N7:N9)":     "2!N7:N9",
		"SUM('DM:Danh ''A'' mục'!A1:B2)":  "0!A1:B2 1!A1:B2 2!A1:B2",
		"SUM(DM:B4!A1)":                   "0!A1 1!A1 2!A1 3!A1",
		"'B4'!C5+B4!C6":                   "3!C5 3!C6",
		"TONG*2+Rieng+So":                 "0!C3:C5 0!A1",
		"DM!Rieng":                        "0!B2",
		"Vong":                            "0!C3:C5",
		"[1]DM!A1+'[1]DM'!B2":             "",
		"[0]!TONG":                        "0!C3:C5",
		`IF(A1="N7","N8 ""N9""",'DM'!B1)`: "1!A1 0!B1",
		"LOG10(C1)+ATAN2(D1,5)":           "1!C1 1!D1",
		"SUM(Bang1[Cảnh báo])+E1":         "1!D4:D9 1!E1",
		"SUM(bang1[CẢNH BÁO])":            "1!D4:D9",
		"SUM(Bang1[[Mã]:[Vốn '[tỷ']]])":   "1!B4:C9",
		"Bang1[[#This Row],[Cảnh báo]]&1": "1!D6",
		"[[#This Row],[Mã]]":              "1!B6",
		"[Mã]":                            "1!B4:B9",
		"Bang2[[#This Row],[Mã]]":         "2!A1:A4",
		"Bang1[[#Headers],[#Data],[Mã]]":  "1!B4:B9",
		"Bang1[#All]+Bang1[]+ROWS(Bang1)": "1!B4:D9 1!B4:D9 1!B4:D9",
		"Bang1[[#All],[Không có]]+E1":     "1!B4:D9 1!E1",
		"Bang9[Mã]":                       everywhere,
		"[1]!Bang1[Mã]+E1":                "1!E1",
		"Bang1[Mã":                        "1!B4:D9",
		"Bang1[":                          "1!B4:D9",
		"Bang1['":                         "1!B4:D9",
		"N7:INDEX(N:N,9)":                 "1!N7 1!N1:N1048576",
		"_xlfn.ANCHORARRAY(D2)+1.5E3":     "1!D2",
		"#REF!+A1":                        "1!A1",
		"Sheet9!A1":                       "",
		"tổng_A1+A1":                      "1!A1",
		`"mở`:                             "",
		"'mở":                             "",
		"[mở":                             "1!B4:D9",
		"A1:":                             "1!A1",
		"DM!":                             "",
		"IFERROR(__xludf.DUMMYFUNCTION(\"filter(DM!A:A)\"),5)": "",
	} {
		var got []string
		for _, b := range reader(wb, tables).refs(nil, f, 1) {
			got = append(got, fmt.Sprintf("%d!%v", b.sheet, b.Range))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s refers to %q, want %q", f, s, want)
		}
	}
}

func reader(wb *workbook, tables []nativeTable) *refReader {
	r := newRefReader(wb, func() []nativeTable { return tables })
	r.row = 5
	return r
}

func FuzzRefs(f *testing.F) {
	f.Add("SUM('DM'!A:A)+[1]x!A1+Vong")
	f.Add("Bang1[[#This Row],[Mã]:[B'[']]&Bang1[]")
	tables := []nativeTable{{"Bang1", block{0, sheets.Range{Bottom: 2, Right: 2}}, []string{"Mã", "B["}}}
	wb := &workbook{sheets: []wbSheet{{title: "DM"}}, names: []wbName{{name: "Vong", scope: -1, text: "Vong+DM!A1"}}}
	f.Fuzz(func(t *testing.T, formula string) {
		for _, b := range reader(wb, tables).refs(nil, formula, 0) {
			if b.Empty() || b.Bottom > maxRows || b.Right > maxCols || b.sheet != 0 {
				t.Fatalf("%q refers to %v", formula, b)
			}
		}
	})
}
