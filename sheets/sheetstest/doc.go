// Package sheetstest is the suite that every writable [sheets.Book] passes.
//
// It asserts what people see, never how an adapter does it. An adapter brings
// a [Harness]: a workbook with given content, the things that people do to it
// (typing, sorting, inserting, renaming), and a way to look at it that does
// not go through the adapter. Nothing here knows a file format or a service.
package sheetstest
