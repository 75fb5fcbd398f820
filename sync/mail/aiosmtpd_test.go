package mail_test

import (
	"bufio"
	"encoding/base64"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"rasoat/sync/mail"
)

// The server takes a free port and prints it, then what it accepts.
const aiosmtpd = `
import asyncio, base64
from aiosmtpd.smtp import SMTP
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        print(base64.b64encode(envelope.original_content).decode(), flush=True)
        return "250 2.0.0 taken"
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname="localhost"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
`

func TestSMTPAiosmtpd(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-c", "import aiosmtpd").Run() != nil {
		t.Skip("no aiosmtpd here")
	}
	cmd := exec.CommandContext(t.Context(), python, "-c", aiosmtpd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	lines := bufio.NewScanner(out)
	lines.Scan()
	port, err := strconv.Atoi(lines.Text())
	if err != nil {
		t.Fatal(err)
	}
	s, err := mail.NewSMTP(mail.Options{Host: "127.0.0.1", Port: port, TLS: mail.NoTLS, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	fine := func() error { return nil }
	receipt, err := s.Send(t.Context(), mail.Envelope{From: "a@example.com", To: "b@example.com", Raw: []byte(letter)}, fine)
	if err != nil || !strings.Contains(receipt, "2.0.0 taken") {
		t.Fatalf("receipt %q, %v", receipt, err)
	}
	lines.Scan()
	if got, err := base64.StdEncoding.DecodeString(lines.Text()); err != nil || string(got) != letter {
		t.Errorf("accepted %q, %v", got, err)
	}
	_, err = s.Send(t.Context(), mail.Envelope{From: "a@example.com", To: "nobody@example.com", Raw: []byte(letter)}, fine)
	if err == nil || mail.KindOf(err) != mail.Permanent {
		t.Errorf("nobody: %v", err)
	}
}
