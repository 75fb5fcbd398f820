"""Google's client for Python, built from the discovery documents with the emulator as their root."""
import io
import json
import sys
from urllib.parse import urlsplit

import google_auth_httplib2
import httplib2
from google.oauth2 import service_account
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload

key, folder = sys.argv[1:]
SCOPES = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"]
credentials = service_account.Credentials.from_service_account_file(key, scopes=SCOPES)
with open(key, encoding="utf-8") as f:
    token_uri = urlsplit(json.load(f)["token_uri"])
root = f"{token_uri.scheme}://{token_uri.netloc}/"
http = google_auth_httplib2.AuthorizedHttp(credentials, http=httplib2.Http(proxy_info=None))


def api(path):
    with open(f"{folder}/{path}", encoding="utf-8") as f:
        document = json.load(f)
    document.update(rootUrl=root, mtlsRootUrl=root, baseUrl=root + document["servicePath"])
    return build_from_document(document, http=http)


def refused(request):
    try:
        request.execute()
    except HttpError as e:
        return e.resp.status, json.loads(e.content)["error"]
    return 200, {}


def same(got, want):
    assert got == want, f"{got!r}, want {want!r}"


sheets, drive = api("sheets/v4/sheets-api.json").spreadsheets(), api("drive/v3/drive-api.json")
SHEET = "application/vnd.google-apps.spreadsheet"

start = drive.changes().getStartPageToken().execute()["startPageToken"]
media = MediaIoBaseUpload(io.BytesIO("Mã,Vốn\nA01,6\n".encode()), mimetype="text/csv")
id = drive.files().create(body={"name": "Sổ", "mimeType": SHEET}, media_body=media).execute()["id"]
tab = sheets.get(spreadsheetId=id).execute()["sheets"][0]["properties"]
same(tab["title"], "Sổ")
values = sheets.values()
same(values.get(spreadsheetId=id, range="Sổ!A1:B2").execute()["values"], [["Mã", "Vốn"], ["A01", "6"]])
sheets.batchUpdate(spreadsheetId=id, body={"requests": [
    {"updateSheetProperties": {"properties": {"sheetId": tab["sheetId"], "title": "Dự án 1", "index": None}, "fields": "title"}},
    {"insertComment": {"content": "Đủ chưa?", "coordinate": {"sheetId": tab["sheetId"], "rowIndex": 1, "columnIndex": 1}}},
]}).execute()
done = values.append(spreadsheetId=id, range="'Dự án 1'!A1", valueInputOption="USER_ENTERED", insertDataOption="INSERT_ROWS",
                     body={"values": [["A02", "=B2*2"], ["A03", None]]}).execute()
same(done["tableRange"], "'Dự án 1'!A1:B2")
got = values.batchGet(spreadsheetId=id, ranges=["'Dự án 1'!A:B"], valueRenderOption="UNFORMATTED_VALUE").execute()
same(got["valueRanges"][0]["values"], [["Mã", "Vốn"], ["A01", 6], ["A02", 12], ["A03"]])
same(values.clear(spreadsheetId=id, range="'Dự án 1'!A4", body={}).execute()["clearedRange"], "'Dự án 1'!A4")
same(refused(values.get(spreadsheetId=id, range="Nowhere!A1"))[0], 400)
same(refused(sheets.get(spreadsheetId="none"))[0], 404)

changes = drive.changes().list(pageToken=start).execute()
same([c["fileId"] for c in changes["changes"]], [id])
same(drive.files().list(q=f"mimeType='{SHEET}' and name='Sổ' and trashed=false", fields="files(id)").execute()["files"][0]["id"], id)
same(drive.files().export(fileId=id, mimeType="text/csv").execute(), "Mã,Vốn\r\nA01,6\r\nA02,12".encode())
same([c["content"] for c in drive.comments().list(fileId=id, fields="comments/content").execute()["comments"]], ["Đủ chưa?"])
code, error = refused(drive.files().get(fileId="none"))
same((code, error["errors"][0]["reason"]), (404, "notFound"))
drive.files().delete(fileId=id).execute()
same(drive.changes().list(pageToken=changes["newStartPageToken"]).execute()["changes"][0]["removed"], True)
print("read what it wrote")
