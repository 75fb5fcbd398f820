// Package xlsx is the workbook file: a [sheets.Book] over an .xlsx or .xlsm
// file in a folder that people share.
package xlsx
