package emulator

// methodTable is every method, by HTTP verb and path. A star stands for the
// spreadsheet or for what the path names within it.
func (s *Server) methodTable() map[string]*method {
	boolean := typeRef{name: "boolean"}
	str := typeRef{name: "string"}
	enum := func(message, field string) typeRef { return s.schemas[message][field] }
	get := map[string]typeRef{
		"ranges": str, "includeGridData": boolean, "excludeTablesInBandedRanges": boolean,
		"commentsViewMode": enum("BatchUpdateSpreadsheetRequest", "commentsViewMode"),
	}
	read := map[string]typeRef{
		"majorDimension":       enum("ValueRange", "majorDimension"),
		"valueRenderOption":    enum("BatchGetValuesByDataFilterRequest", "valueRenderOption"),
		"dateTimeRenderOption": enum("BatchGetValuesByDataFilterRequest", "dateTimeRenderOption"),
	}
	batchRead := map[string]typeRef{"ranges": str}
	for name, t := range read {
		batchRead[name] = t
	}
	write := map[string]typeRef{
		"valueInputOption":             enum("BatchUpdateValuesRequest", "valueInputOption"),
		"includeValuesInResponse":      boolean,
		"responseValueRenderOption":    enum("BatchUpdateValuesRequest", "responseValueRenderOption"),
		"responseDateTimeRenderOption": enum("BatchUpdateValuesRequest", "responseDateTimeRenderOption"),
	}
	appending := map[string]typeRef{"insertDataOption": {name: "enum", values: []string{"OVERWRITE", "INSERT_ROWS"}}}
	for name, t := range write {
		appending[name] = t
	}
	return map[string]*method{
		"POST ": {name: "CreateSpreadsheet", write: true, body: "Spreadsheet", bodyField: "spreadsheet",
			reply: "Spreadsheet", run: (*Server).createSpreadsheet},
		"GET *": {name: "GetSpreadsheet", readonlyScope: true, query: get,
			reply: "Spreadsheet", run: (*Server).getSpreadsheet},
		"POST *:getByDataFilter": {name: "GetSpreadsheetByDataFilter", body: "GetSpreadsheetByDataFilterRequest",
			reply: "Spreadsheet", run: (*Server).getByDataFilter},
		"POST *:batchUpdate": {name: "BatchUpdateSpreadsheet", write: true, body: "BatchUpdateSpreadsheetRequest",
			reply: "BatchUpdateSpreadsheetResponse", run: (*Server).batchUpdate},

		"GET /values/*": {name: "GetValues", readonlyScope: true, query: read,
			reply: "ValueRange", run: (*Server).getValues},
		"PUT /values/*": {name: "UpdateValues", write: true, query: write, body: "ValueRange", bodyField: "data",
			reply: "UpdateValuesResponse", run: (*Server).updateValues},
		"POST /values/*:append": {name: "AppendValues", write: true, query: appending, body: "ValueRange", bodyField: "data",
			reply: "AppendValuesResponse", run: (*Server).appendValues},
		"POST /values/*:clear": {name: "ClearValues", write: true, body: "ClearValuesRequest",
			reply: "ClearValuesResponse", run: (*Server).clearValues},
		"GET /values:batchGet": {name: "BatchGetValues", readonlyScope: true, query: batchRead,
			reply: "BatchGetValuesResponse", run: (*Server).batchGetValues},
		"POST /values:batchUpdate": {name: "BatchUpdateValues", write: true, body: "BatchUpdateValuesRequest",
			reply: "BatchUpdateValuesResponse", run: (*Server).batchUpdateValues},
		"POST /values:batchClear": {name: "BatchClearValues", write: true, body: "BatchClearValuesRequest",
			reply: "BatchClearValuesResponse", run: (*Server).batchClearValues},
		"POST /values:batchGetByDataFilter": {name: "BatchGetValuesByDataFilter", body: "BatchGetValuesByDataFilterRequest",
			reply: "BatchGetValuesByDataFilterResponse", run: (*Server).batchGetByDataFilter},
		"POST /values:batchUpdateByDataFilter": {name: "BatchUpdateValuesByDataFilter", write: true,
			body: "BatchUpdateValuesByDataFilterRequest", reply: "BatchUpdateValuesByDataFilterResponse",
			run: (*Server).batchUpdateByDataFilter},
		"POST /values:batchClearByDataFilter": {name: "BatchClearValuesByDataFilter", write: true,
			body: "BatchClearValuesByDataFilterRequest", reply: "BatchClearValuesByDataFilterResponse",
			run: (*Server).batchClearByDataFilter},

		"GET /developerMetadata/*": {name: "GetDeveloperMetadata",
			reply: "DeveloperMetadata", run: (*Server).getMetadata},
		"POST /developerMetadata:search": {name: "SearchDeveloperMetadata", body: "SearchDeveloperMetadataRequest",
			reply: "SearchDeveloperMetadataResponse", run: (*Server).searchMetadata},
		"POST /sheets/*:copyTo": {name: "CopySheetTo", write: true, body: "CopySheetToAnotherSpreadsheetRequest",
			reply: "SheetProperties", run: (*Server).copySheet},
	}
}
