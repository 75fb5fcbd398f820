package ping

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

const secret = "/s3cret-of-the-switch"

// switchboard is the service that is pinged, over TLS, as example.com.
type switchboard struct {
	*httptest.Server
	hits atomic.Int32
}

func serveSwitch(t *testing.T, handler http.HandlerFunc) *switchboard {
	t.Helper()
	s := &switchboard{}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.hits.Add(1)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// address returns the secret address under which the name is asked.
func (s *switchboard) address(name string) string {
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	return "https://" + net.JoinHostPort(name, port) + secret
}

// transport trusts the switchboard.
func (s *switchboard) transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	t.TLSClientConfig.RootCAs = pool
	return t
}

func made(t *testing.T, o Options) *Pinger {
	t.Helper()
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	p.pauses.InitialInterval = time.Millisecond
	return p
}

// resolver asks a name server on loopback that has the same answers for every
// name.
func resolver(t *testing.T, answers ...dnsmessage.ResourceBody) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
			for _, body := range answers {
				_, four := body.(*dnsmessage.AResource)
				if four == (q.Type == dnsmessage.TypeA) {
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60}, Body: body})
				}
			}
			if out, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, StrictErrors: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func a(text string) dnsmessage.ResourceBody {
	return &dnsmessage.AResource{A: [4]byte(net.ParseIP(text).To4())}
}

func aaaa(text string) dnsmessage.ResourceBody {
	return &dnsmessage.AAAAResource{AAAA: [16]byte(net.ParseIP(text).To16())}
}

func TestPingReachesTheSwitch(t *testing.T) {
	s := serveSwitch(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != secret || r.Header.Get("User-Agent") != "rasoat" {
			t.Errorf("asked %s %s as %q", r.Method, r.URL, r.Header.Get("User-Agent"))
		}
	})
	p := made(t, Options{URL: s.address("example.com"), AllowPrivate: true, Transport: s.transport(), Resolver: resolver(t, a("127.0.0.1"))})
	if err := p.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.hits.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	p = made(t, Options{URL: s.address("example.com"), AllowPrivate: true, Transport: http.DefaultTransport.(*http.Transport), Resolver: resolver(t, a("127.0.0.1"))})
	if err := p.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate of an unknown authority: %v", err)
	}
}

// Names lead where their name server says: what they lead to counts, and nothing
// is sent there.
func TestPingRefusesWhatNamesLeadTo(t *testing.T) {
	s := serveSwitch(t, func(http.ResponseWriter, *http.Request) {})
	tests := []struct {
		name    string
		answers []dnsmessage.ResourceBody
		want    string
	}{
		{"metadata of a cloud", []dnsmessage.ResourceBody{a("169.254.169.254")}, "169.254.169.254 is a link-local address"},
		{"this machine", []dnsmessage.ResourceBody{a("127.0.0.1")}, "127.0.0.1 is this machine"},
		{"private", []dnsmessage.ResourceBody{a("10.20.30.40")}, "private network"},
		{"unique local", []dnsmessage.ResourceBody{aaaa("fd00:ec2::254")}, "private network"},
		{"through NAT64", []dnsmessage.ResourceBody{aaaa("64:ff9b::a9fe:a9fe")}, "64:ff9b::a9fe:a9fe is a link-local address"},
		{"several", []dnsmessage.ResourceBody{a("169.254.169.254"), a("127.0.0.1")}, "which a ping may not reach"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := made(t, Options{URL: s.address("example.com"), Transport: s.transport(), Resolver: resolver(t, test.answers...)})
			err := p.Ping(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "ping.allow_private") || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if n := s.hits.Load(); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

func TestPingRefusesBareAddresses(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "0.0.0.0", "2130706433", "127.1"} {
		p := made(t, Options{URL: "http://" + host + ":9" + secret, Transport: &http.Transport{}, Resolver: resolver(t)})
		if err := p.Ping(t.Context()); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// A proxy of ours may stand in a network of ours; what it is asked for may not,
// as far as that can be seen from here.
func TestPingThroughAProxy(t *testing.T) {
	s := serveSwitch(t, func(http.ResponseWriter, *http.Request) {})
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.Host)
		there, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		defer there.Close()
		here, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer here.Close()
		if _, err := io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			t.Error(err)
			return
		}
		go func() { _, _ = io.Copy(there, buffered) }() // the first byte may be read already
		_, _ = io.Copy(here, there)
	}))
	defer proxy.Close()
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := s.transport()
	transport.Proxy = http.ProxyURL(at)
	p := made(t, Options{URL: "https://example.com" + secret, Transport: transport})
	if err := p.Ping(t.Context()); err != nil || len(asked) != 1 || asked[0] != "CONNECT example.com:443" {
		t.Errorf("asked %v: %v", asked, err)
	}
	p = made(t, Options{URL: "https://10.0.0.1" + secret, Transport: transport})
	if err := p.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "private network") || len(asked) != 1 {
		t.Errorf("asked %v: %v", asked, err)
	}
}

func TestPingFollowsNobody(t *testing.T) {
	elsewhere := serveSwitch(t, func(http.ResponseWriter, *http.Request) {})
	s := serveSwitch(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) })
	p := made(t, Options{URL: s.address("127.0.0.1"), AllowPrivate: true, Transport: s.transport()})
	err := p.Ping(t.Context())
	if err == nil || !strings.Contains(err.Error(), "302") || s.hits.Load() != 1 || elsewhere.hits.Load() != 0 {
		t.Errorf("got %v after %d and %d requests", err, s.hits.Load(), elsewhere.hits.Load())
	}
}

func TestPingTriesAgainWhereThatCanHelp(t *testing.T) {
	for _, test := range []struct {
		codes []int
		hits  int32
		want  string // "" for none
	}{
		{[]int{500, 503, 200}, 3, ""},
		{[]int{429, 204}, 2, ""},
		{[]int{502, 502, 502, 200}, 3, "answers 502"},
		{[]int{404, 200}, 1, "answers 404"},
		{[]int{410, 200}, 1, "answers 410"},
	} {
		var s *switchboard
		s = serveSwitch(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(test.codes[s.hits.Load()-1]) })
		p := made(t, Options{URL: s.address("127.0.0.1"), AllowPrivate: true, Transport: s.transport()})
		err := p.Ping(t.Context())
		switch {
		case s.hits.Load() != test.hits:
			t.Errorf("%v: asked %d times, want %d", test.codes, s.hits.Load(), test.hits)
		case (err == nil) != (test.want == ""), err != nil && (!strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), secret)):
			t.Errorf("%v: %v, want %q", test.codes, err, test.want)
		}
	}
}

// An hour in virtual time, over pipes: while all is well, while the service is
// down, and while the daemon is not well.
func TestRunTellsOnceUntilItWorksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes := &listener{conns: make(chan net.Conn), done: make(chan struct{})}
		var mu sync.Mutex // over all that follows
		began, down := time.Now(), false
		var asked []time.Duration
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, time.Since(began).Truncate(time.Minute))
			if down {
				w.WriteHeader(http.StatusNotFound)
			}
		})}
		go func() { _ = server.Serve(pipes) }()
		defer server.Close()

		var sick error
		var told []error
		p := made(t, Options{URL: "http://localhost" + secret, Every: 5 * time.Minute, AllowPrivate: true,
			Healthy: func() error { mu.Lock(); defer mu.Unlock(); return sick },
			Tell:    func(err error) { mu.Lock(); defer mu.Unlock(); told = append(told, err) }})
		p.client.Transport.(*http.Transport).DialContext = pipes.dial
		p.client.Transport.(*http.Transport).Proxy = nil
		ctx, stop := context.WithCancel(t.Context())
		var ended atomic.Bool
		go func() { p.Run(ctx); ended.Store(true) }()
		after := func(d time.Duration, change func()) {
			time.Sleep(d)
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			change()
		}
		after(11*time.Minute, func() { down = true })                               // 0, 5, 10
		after(10*time.Minute, func() { down = false })                              // 15, 20
		after(5*time.Minute, func() { sick = errors.New("the loop stands still") }) // 25
		after(10*time.Minute, func() { sick = nil })
		after(5*time.Minute, stop) // 40
		synctest.Wait()
		if !ended.Load() {
			t.Error("Run goes on")
		}
		mu.Lock()
		defer mu.Unlock()
		want := []time.Duration{0, 5, 10, 15, 20, 25, 40}
		if len(asked) != len(want) {
			t.Fatalf("asked at %v, want minutes %v", asked, want)
		}
		for i, at := range asked {
			if at != want[i]*time.Minute {
				t.Errorf("asked at %v, want minutes %v", asked, want)
			}
		}
		if len(told) != 4 || told[0] == nil || told[1] != nil || told[2] == nil || told[3] != nil {
			t.Fatalf("told %v", told)
		}
		if !strings.Contains(told[0].Error(), "ping localhost: it answers 404") || !strings.Contains(told[2].Error(), "the loop stands still") {
			t.Errorf("told %v", told)
		}
	})
}

func TestNewRefusesWhatIsNoAddress(t *testing.T) {
	for _, address := range []string{"", "ftp://example.com" + secret, "example.com" + secret, "https://" + secret, "https://%zz" + secret} {
		if _, err := New(Options{URL: address}); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// listener accepts the ends of pipes.
type listener struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error { close(l.done); return nil }

func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }
