# Makes workbooks with all that two libraries of Python's can put into one, for
# TestWorkbooksOfPythonLibraries: libraries.py FOLDER. Each has a list in the
# tab "DS": its head in row 3, columns A to D, two items.
import io
import struct
import sys
import zlib

import openpyxl
import openpyxl.chart
import openpyxl.comments
import openpyxl.formatting.rule
import openpyxl.styles
import openpyxl.workbook.defined_name
import openpyxl.workbook.protection
import openpyxl.worksheet.datavalidation
import openpyxl.worksheet.table
import xlsxwriter

folder = sys.argv[1]


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x40\x80\xc0" * 8 for _ in range(8))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


HEAD = ["Mã", "Tên", "TMĐT", "Đã bố trí"]
ITEMS = [["X-1", "Dự án một", 1000, 400], ["X-2", "Dự án hai", 2000.5, 0]]


def written(name, options=None, fill=None):
    """A workbook of XlsxWriter's; fill adds to it."""
    book = xlsxwriter.Workbook(f"{folder}/{name}", options or {})
    tab = book.add_worksheet("DS")
    tab.write("A1", "DANH MỤC")
    tab.write_row("A3", HEAD)
    for i, item in enumerate(ITEMS):
        tab.write_row(3 + i, 0, item)
    if fill:
        fill(book, tab)
    book.close()


def looks(book, tab):
    tab.write_formula("C6", "=SUM(C4:C5)", book.add_format({"bold": True, "num_format": "#,##0.0"}), 3000.5)
    tab.write_rich_string("B8", "một ", book.add_format({"italic": True}), "hai", " ba")
    tab.write_url("B9", "https://example.com/", string="trang")
    tab.write_url("B10", "internal:'Khác'!A1", string="tab khác")
    tab.write_boolean("B11", True)
    tab.write_array_formula("A12:A13", "{=C4:C5*2}", None, 2000)
    tab.write_dynamic_array_formula("A15:A16", "=SORT(C4:C5)", None, 1000)
    tab.merge_range("A20:C20", "gộp", book.add_format({"align": "center"}))
    tab.write_comment("C4", "hỏi lại", {"author": "Lan", "visible": True})
    tab.insert_textbox("H8", "lời nhắn")
    tab.insert_image("H20", "p.png", {"image_data": io.BytesIO(png()), "url": "https://example.com/"})
    tab.set_column("A:A", 12, book.add_format({"locked": False}))
    tab.set_column("B:XFD", 9)
    tab.set_row(2, 30)
    tab.set_row(4, None, None, {"level": 1, "hidden": True})
    tab.set_row(5, None, None, {"collapsed": True})
    tab.freeze_panes(3, 1)
    tab.autofilter("A3:D5")
    tab.filter_column("A", "x == X-1")
    tab.protect("x", {"format_cells": True, "objects": True})
    tab.unprotect_range("A4:B5", "vùng")
    tab.data_validation("A4:A50", {"validate": "list", "source": ["X-1", "X-2"], "input_title": "Mã", "input_message": "chọn"})
    tab.conditional_format("C4:C5", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    tab.conditional_format("D4:D5", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    tab.conditional_format("C4:D5", {"type": "cell", "criteria": ">", "value": 500, "format": book.add_format({"bg_color": "#FFC7CE"})})
    tab.conditional_format("A1:XFD200", {"type": "formula", "criteria": "=$A1=\"X-1\"", "format": book.add_format({"bold": True})})
    tab.add_sparkline("I4", {"range": "DS!C4:D4", "type": "column"})
    tab.ignore_errors({"number_stored_as_text": "A1:Z99"})
    tab.set_header("&L&G&Ctrang &P", {"image_left": "p.png", "image_data_left": io.BytesIO(png())})
    tab.set_footer("&R&D")
    tab.set_landscape()
    tab.repeat_rows(2)
    tab.print_area("A1:D30")
    tab.set_h_pagebreaks([10])
    tab.set_tab_color("#107C10")
    tab.insert_button("H30", {"macro": "x", "caption": "nút"})
    tab.outline_settings(True, False, True, True)
    other = book.add_worksheet("Khác")
    other.add_table("A1:C4", {"name": "Bang1", "total_row": True, "data": [["a", 1, 2], ["b", 3, 4]], "columns": [
        {"header": "Mã", "total_string": "Cộng"}, {"header": "Số", "total_function": "sum"}, {"header": "Đôi", "formula": "=[@Số]*2"}]})
    other.write_formula("E1", "=SUM(Bang1[Số])+COUNTA(DS!E:F)", None, 4)
    other.write_formula("E2", "='[sổ.xlsx]Sheet1'!A1", None, 4)
    other.hide()
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "=DS!$C$3", "categories": "=DS!$A$4:$A$5", "values": "=DS!$C$4:$C$5", "trendline": {"type": "linear"}})
    chart.combine(line(book))
    tab.insert_chart("H40", chart)
    sheet = book.add_chartsheet("Biểu đồ")
    sheet.set_chart(line(book))
    book.define_name("TONG", "=DS!$C$4:$C$5")
    book.define_name("'Khác'!RIENG", "='Khác'!$A$1")
    book.set_custom_property("Số", 5)
    book.set_properties({"title": "Theo dõi", "author": "Lan"})
    book.set_calc_mode("manual")
    tab.activate()


def line(book):
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=DS!$D$4:$D$5"})
    return chart


def macros(book, tab):
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"v" * 600), True)
    book.set_vba_name("SoLamViec")
    tab.set_vba_name("Tab1")


written("plain.xlsx")
written("looks.xlsx", fill=looks)
written("macros.xlsm", fill=macros)
written("rows.xlsx", {"constant_memory": True})  # inline strings
written("1904.xlsx", {"date_1904": True}, lambda book, tab: tab.write("D5", 42, book.add_format({"num_format": "dd/mm/yyyy"})))
written("large.xlsx", {"use_zip64": True}, lambda book, tab: book.read_only_recommended() if hasattr(book, "read_only_recommended") else None)


book = openpyxl.Workbook()
tab = book.active
tab.title = "DS"
tab["A1"] = "DANH MỤC"
for col, text in enumerate(HEAD, 1):
    tab.cell(3, col, text)
for row, item in enumerate(ITEMS, 4):
    for col, value in enumerate(item, 1):
        tab.cell(row, col, value)
tab["C6"] = "=SUM(C4:C5)"
tab["C6"].font = openpyxl.styles.Font(bold=True)
tab["C6"].number_format = "#,##0.0"
tab["A7"].fill = openpyxl.styles.GradientFill(stop=("FF0000", "00FF00"))
tab["B8"].hyperlink = "https://example.com/"
tab["C4"].comment = openpyxl.comments.Comment("hỏi lại", "Lan")
tab.merge_cells("A20:C20")
tab.freeze_panes = "B4"
tab.auto_filter.ref = "A3:D5"
tab.column_dimensions.group("B", "C", hidden=False)
tab.column_dimensions["A"].width = 12
tab.row_dimensions[3].height = 30
tab.sheet_properties.tabColor = "107C10"
tab.protection.sheet = True
tab.print_title_rows = "3:3"
tab.print_area = "A1:D30"
tab.oddHeader.center.text = "trang &P"
choice = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"X-1,X-2"')
choice.add("A4:A50")
tab.add_data_validation(choice)
tab.conditional_formatting.add("C4:C5", openpyxl.formatting.rule.ColorScaleRule(start_type="min", start_color="FF0000", end_type="max", end_color="00FF00"))
chart = openpyxl.chart.PieChart()
chart.add_data(openpyxl.chart.Reference(tab, min_col=3, min_row=3, max_row=5), titles_from_data=True)
tab.add_chart(chart, "H8")
other = book.create_sheet("Khác")
other.append(["Mã", "Số"])
other.append(["a", 1])
other.append(["=DS!F4", "=LEN(DS!F4)"])
other.add_table(openpyxl.worksheet.table.Table(displayName="Bang1", ref="A1:B3"))
other.sheet_state = "veryHidden"
book.create_chartsheet("Biểu đồ").add_chart(openpyxl.chart.BarChart())
book.defined_names.append(openpyxl.workbook.defined_name.DefinedName("TONG", attr_text="DS!$C$4:$C$5"))
book.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)
book.save(f"{folder}/openpyxl.xlsx")
