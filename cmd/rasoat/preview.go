package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/digest"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
)

type previewCmd struct {
	Department string `help:"Only the digest of this department: its name, or a short form of it." placeholder:"NAME"`
	Dir        string `help:"Write the digests to this folder, as .txt, .html and .eml, in place of printing them." placeholder:"FOLDER" type:"path"`
	All        bool   `help:"Also the digests that would not go out."`
	configFlag
	nowFlag
}

// Run writes the digests that a slot at present would send, whatever the mode.
// One workbook that fails holds up no other.
func (cmd previewCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	if c.Mail.From.Address == "" {
		return &advisedError{
			fmt.Errorf("%w: preview digests: %s does not say from whom they are", errConfig, shortPath(c.path)),
			"set mail.from, mail.agency and mail.domains; in mode watch nothing is sent all the same",
		}
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	crew, err := assemble(s, c, now, false, true)
	if err != nil {
		return err
	}
	defer crew.Close()
	v := &previewer{newTerminal(s), cmd, now(), map[string]bool{}}
	known := cmd.Department == ""
	nearest := ""
	var failed []error
	for i, w := range crew.books {
		reminds := w.Mode == rasoatsync.Remind
		w.Mode = rasoatsync.Remind // what is planned then is not carried out
		r, err := crew.Preview(s.ctx, w, v.now)
		if err != nil {
			failed = append(failed, failure(crew.place(i), err))
			continue
		}
		name := ""
		if cmd.Department != "" {
			ref := r.Plan.Ledger.Directory.Resolve(cmd.Department)
			if !ref.Known() {
				nearest = r.Plan.Ledger.Directory.Nearest(cmd.Department)
				continue
			}
			known, name = true, ref.Name
		}
		if err := v.workbook(r, reminds, name); err != nil {
			failed = append(failed, err)
		}
	}
	if !known && len(failed) == 0 {
		err := fmt.Errorf("preview digests: no department is called %q", cmd.Department)
		if nearest != "" {
			err = fmt.Errorf("%w; is it %q?", err, nearest)
		}
		return &usageError{err}
	}
	return errors.Join(append(failed, v.err)...)
}

// previewer prints digests, or writes them to files.
type previewer struct {
	*terminal
	cmd  previewCmd
	now  time.Time
	used map[string]bool // names of files
}

func (v *previewer) tell(key string, args map[string]any) {
	v.line("%s", v.p.Text("preview/"+key, args))
}

// workbook shows the digests of a workbook, or of one department in it, each
// with the reason for or against it. reminds says whether the workbook's mode
// is to mail at all.
func (v *previewer) workbook(r *rasoatsync.Report, reminds bool, department string) error {
	v.tell("title", map[string]any{"workbook": r.Workbook, "time": v.now.Format("02/01/2006 15:04"), "zone": v.now.Location().String()})
	if !reminds {
		v.tell("mode", nil)
	} else if r.Input.Approve {
		v.tell("approve", nil)
	}
	var digests []remind.Digest
	for _, d := range r.Plan.Digests {
		if department == "" || d.Department.Name == department {
			digests = append(digests, d)
		}
	}
	if len(digests) == 0 {
		v.tell("none", map[string]any{"department": department})
	}
	var letters []plan.Message
	for _, d := range digests {
		key := "terminal/plan/digest/not"
		if d.Send {
			key = "terminal/plan/digest"
		}
		args := digestArgs(d)
		args["department"], args["reason"] = d.Department.Name, v.reason(d, r.Plan.Days, v.now)
		v.line("  %s", v.p.Text(key, args))
		if !d.Send && (!v.cmd.All || len(d.Lines()) == 0) {
			continue
		}
		m, err := r.Plan.Letter(r.Input, d)
		if err != nil {
			return err
		}
		letters = append(letters, m)
	}
	if department == "" {
		for _, m := range r.Plan.Messages {
			if m.Department == "" {
				v.line("  %s", v.p.Text("preview/overview", nil))
				letters = append(letters, m)
			}
		}
		v.held(r.Plan)
	}
	if v.cmd.Dir != "" && len(letters) > 0 {
		v.line("")
	}
	for _, m := range letters {
		if err := v.show(r.Workbook, m); err != nil {
			return err
		}
	}
	v.line("")
	return nil
}

// show prints a letter, or writes it to files.
func (v *previewer) show(workbook string, m plan.Message) error {
	if v.cmd.Dir != "" {
		return v.write(workbook, m)
	}
	v.line("")
	v.line("  %s", v.p.Text("terminal/plan/to", map[string]any{"to": m.To}))
	v.line("  %s", v.p.Text("terminal/plan/subject", map[string]any{"subject": m.Subject}))
	v.quote(m.Text)
	return nil
}

func (v *previewer) write(workbook string, m plan.Message) error {
	if err := os.MkdirAll(v.cmd.Dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the preview: %w", err)
	}
	name := digest.Slug(workbook) + "-" + digest.Slug(m.Department)
	if m.Department == "" {
		name = digest.Slug(workbook) + "-overview"
	}
	base := name
	for n := 2; v.used[base]; n++ { // names can share a slug
		base = fmt.Sprintf("%s-%d", name, n)
	}
	v.used[base] = true
	path := filepath.Join(v.cmd.Dir, base)
	for _, f := range []struct {
		ending string
		data   []byte
	}{
		{".txt", []byte(strings.ReplaceAll(m.Text, "\r\n", "\n"))},
		{".html", []byte(m.HTML)},
		{".eml", m.Raw},
	} {
		if err := os.WriteFile(path+f.ending, f.data, 0o600); err != nil {
			return fmt.Errorf("write the preview: %w", err)
		}
	}
	v.tell("written", map[string]any{"file": shortPath(path), "to": m.To})
	return nil
}
