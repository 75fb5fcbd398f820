package xlsx

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"

	"rasoat/sheets"
)

// pack is the zip container of a workbook. Part names are matched without
// regard to case, as the packaging standard (ECMA-376 part 2) asks.
type pack struct {
	at    io.ReaderAt
	bytes int64
	zip   *zip.Reader
	parts map[string]*zip.File
}

// oleMagic begins the files of the format before .xlsx, and encrypted ones.
var oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// fault is an error about the file at hand; the Book adds the file's name.
func fault(class sheets.Class, op, hint, format string, args ...any) *sheets.OpError {
	return &sheets.OpError{Class: class, Op: op, Hint: hint, Err: fmt.Errorf(format, args...)}
}

const (
	hintDamaged = "the file may be damaged, or still being saved or copied: try again, open it in Excel or LibreOffice and save it, or restore a backup"
	hintSaveAs  = "open it in Excel or LibreOffice and save it as a workbook (.xlsx)"
)

// openPack is openPackAt for bytes in memory.
func openPack(data []byte, limit int64) (*pack, error) {
	p, err := openPackAt(bytes.NewReader(data), int64(len(data)), limit)
	if err != nil {
		return nil, err
	}
	p.zip.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser {
		if s, ok := r.(*io.SectionReader); ok { // it is quicker over the bytes themselves
			if _, off, n := s.Outer(); off >= 0 && n >= 0 && off <= int64(len(data)) && n <= int64(len(data))-off {
				r = bytes.NewReader(data[off:][:n])
			}
		}
		return flate.NewReader(r)
	})
	return p, nil
}

// openPackAt looks at the first bytes and opens the container of that many
// bytes. limit is how many bytes its parts may hold once unpacked.
func openPackAt(at io.ReaderAt, size, limit int64) (*pack, error) {
	const op = "open"
	head := make([]byte, min(size, int64(len(oleMagic))))
	if _, err := at.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, pathError("read", err)
	}
	switch {
	case size == 0:
		return nil, fault(sheets.Invalid, op, hintDamaged, "the file is empty")
	case bytes.Equal(head, oleMagic):
		data, err := io.ReadAll(io.NewSectionReader(at, 0, size))
		if err != nil {
			return nil, pathError("read", err)
		}
		if bytes.Contains(data, utf16le("EncryptedPackage")) {
			return nil, fault(sheets.Invalid, op, "take the password off in Excel (File, Info, Protect Workbook, Encrypt with Password) and save it",
				"the workbook is encrypted with a password")
		}
		return nil, fault(sheets.Invalid, op, hintSaveAs, "this is a workbook of the old format (.xls)")
	case !bytes.HasPrefix(head, []byte("PK")):
		return nil, fault(sheets.Invalid, op, hintSaveAs, "this is no workbook file")
	}
	zr, err := zip.NewReader(at, size)
	if err != nil {
		return nil, fault(sheets.Invalid, op, hintDamaged, "the file is cut short or damaged: %w", err)
	}
	zr.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser {
		return flate.NewReader(bufio.NewReaderSize(r, 64<<10))
	})
	p := &pack{at: at, bytes: size, zip: zr, parts: make(map[string]*zip.File, len(zr.File))}
	var total uint64
	for _, f := range zr.File {
		// archive/zip never yields more of a part than is declared here.
		total += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(limit) || total > uint64(limit) {
			return nil, fault(sheets.Invalid, op, "take out what is not needed (pictures, empty formatted rows) and save it",
				"the workbook unpacks to more than %d MB", limit>>20)
		}
		key := partKey(f.Name)
		if _, twice := p.parts[key]; twice {
			return nil, fault(sheets.Invalid, op, hintDamaged, "the part %s is there twice", f.Name)
		}
		p.parts[key] = f
	}
	switch {
	case p.has("xl/workbook.bin"):
		return nil, fault(sheets.Invalid, op, hintSaveAs, "this is a binary workbook (.xlsb)")
	case p.has("content.xml") && p.has("mimetype"):
		return nil, fault(sheets.Invalid, op, hintSaveAs, "this is an OpenDocument file (.ods)")
	case !p.has("[Content_Types].xml") || !p.has("_rels/.rels"):
		return nil, fault(sheets.Invalid, op, hintSaveAs, "this is a zip archive but no workbook")
	}
	return p, nil
}

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (p *pack) has(name string) bool {
	_, ok := p.parts[partKey(name)]
	return ok
}

// size returns how many bytes a part holds once unpacked, as far as is known.
func (p *pack) size(name string) uint64 {
	if f, ok := p.parts[partKey(name)]; ok {
		return f.UncompressedSize64
	}
	return 0
}

func (p *pack) open(name string) (io.ReadCloser, error) {
	f, ok := p.parts[partKey(name)]
	if !ok {
		return nil, fault(sheets.Invalid, "read", hintDamaged, "the part %s is missing: %w", name, fs.ErrNotExist)
	}
	r, err := f.Open()
	if err != nil {
		return nil, damagedPart(name, err)
	}
	return r, nil
}

func (p *pack) read(name string) ([]byte, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, damagedPart(name, err)
	}
	return data, nil
}

// mayCompute reports whether the part of a tab may hold formulas. False is
// sure; it takes no more than unpacking to find out.
func (p *pack) mayCompute(name string) (bool, error) {
	r, err := p.open(name)
	if err != nil {
		return false, err
	}
	defer r.Close()
	const looked = len("<f>") // "<f/>", "<x:f t=" and the like are told by as much
	b := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(b[kept:])
		for rest := b[:kept+n]; ; {
			i := bytes.IndexByte(rest, 'f')
			if i < 0 || i+1 == len(rest) {
				break
			}
			if i > 0 && (rest[i-1] == '<' || rest[i-1] == ':') && (rest[i+1] == '>' || rest[i+1] == '/' || isSpace[rest[i+1]]) {
				return true, nil
			}
			rest = rest[i+1:]
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, damagedPart(name, err)
		}
		tail := b[:kept+n]
		kept = copy(b, tail[max(0, len(tail)-looked+1):])
	}
}

// damagedPart says that a part cannot be read, unless the error says so
// already.
func damagedPart(name string, err error) error {
	var op *sheets.OpError
	if errors.As(err, &op) {
		return err
	}
	return fault(sheets.Invalid, "read", hintDamaged, "the part %s is damaged: %w", name, err)
}

// relation is one entry of a relationships part.
type relation struct {
	kind     string // the last word of its type: "worksheet", "styles"
	target   string // the part's name, or an address where external
	external bool
}

// relsName returns the name of the part that holds the relations of a part;
// the part "" stands for the container itself.
func relsName(part string) string {
	dir, base := path.Split(part)
	return dir + "_rels/" + base + ".rels"
}

// relations reads the relations of a part by their ids. A part without
// relations gives none.
func (p *pack) relations(part string) (map[string]relation, error) {
	name := relsName(part)
	if !p.has(name) {
		return nil, nil
	}
	data, err := p.read(name)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Relationship []struct {
			ID         string `xml:"Id,attr"`
			Type       string `xml:"Type,attr"`
			Target     string `xml:"Target,attr"`
			TargetMode string `xml:"TargetMode,attr"`
		}
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nil, damagedPart(name, err)
	}
	rels := make(map[string]relation, len(doc.Relationship))
	for _, r := range doc.Relationship {
		rel := relation{kind: path.Base(r.Type), target: r.Target, external: r.TargetMode == "External"}
		if !rel.external {
			target := strings.ReplaceAll(r.Target, `\`, "/")
			if strings.HasPrefix(target, "/") {
				rel.target = strings.TrimPrefix(path.Clean(target), "/")
			} else {
				rel.target = path.Join(path.Dir(part), target)
			}
		}
		rels[r.ID] = rel
	}
	return rels, nil
}

// related returns the part of that kind, "" for none; where there are
// several, the one of the first id.
func related(rels map[string]relation, kind string) string {
	first, target := "", ""
	for id, r := range rels {
		if r.kind == kind && !r.external && (first == "" || id < first) {
			first, target = id, r.target
		}
	}
	return target
}

func utf16le(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// samePart reports whether two containers hold a part of that name in the very
// same packed bytes.
func samePart(a, b *pack, name string) bool {
	f, g := a.parts[partKey(name)], b.parts[partKey(name)]
	if f == nil || g == nil || f.Method != g.Method || f.CRC32 != g.CRC32 || f.UncompressedSize64 != g.UncompressedSize64 {
		return false
	}
	x, ok1 := a.packed(f)
	y, ok2 := b.packed(g)
	return ok1 && ok2 && sameBytes(x, y)
}

// packed reads the bytes of a part as they stand in the container.
func (p *pack) packed(f *zip.File) (*io.SectionReader, bool) {
	at, err := f.DataOffset()
	if err != nil || at < 0 || at > p.bytes || f.CompressedSize64 > uint64(p.bytes-at) {
		return nil, false
	}
	return io.NewSectionReader(p.at, at, int64(f.CompressedSize64)), true
}

// sameBytes reports whether two readers hold the same bytes.
func sameBytes(a, b *io.SectionReader) bool {
	if a.Size() != b.Size() {
		return false
	}
	x, y := make([]byte, min(a.Size(), 64<<10)), make([]byte, min(a.Size(), 64<<10))
	for left := a.Size(); left > 0; left -= int64(len(x)) {
		x, y = x[:min(left, int64(len(x)))], y[:min(left, int64(len(x)))]
		if _, err := io.ReadFull(a, x); err != nil {
			return false
		}
		if _, err := io.ReadFull(b, y); err != nil || !bytes.Equal(x, y) {
			return false
		}
	}
	return true
}
