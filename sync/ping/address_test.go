package ping

import (
	"net/netip"
	"testing"
)

func TestRefusal(t *testing.T) {
	for text, refused := range map[string]bool{
		"203.0.113.7":              false,
		"8.8.8.8":                  false,
		"2606:4700:4700::1111":     false,
		"64:ff9b::8.8.8.8":         false,
		"2002:808:808::1":          false,
		"::ffff:8.8.8.8":           false,
		"172.15.255.255":           false,
		"172.32.0.0":               false,
		"100.128.0.1":              false,
		"127.0.0.1":                true,
		"127.8.9.10":               true,
		"::1":                      true,
		"0.0.0.0":                  true,
		"0.1.2.3":                  true,
		"::":                       true,
		"10.1.2.3":                 true,
		"172.16.0.1":               true,
		"192.168.1.1":              true,
		"169.254.169.254":          true,
		"fe80::1":                  true,
		"fe80::1%eth0":             true,
		"fd00:ec2::254":            true,
		"fc00::1":                  true,
		"fec0::1":                  true,
		"224.0.0.1":                true,
		"ff02::1":                  true,
		"255.255.255.255":          true,
		"240.0.0.1":                true,
		"100.100.100.200":          true,
		"192.0.0.170":              true,
		"198.19.0.1":               true,
		"::ffff:169.254.169.254":   true,
		"::ffff:10.0.0.1":          true,
		"::169.254.169.254":        true,
		"64:ff9b::169.254.169.254": true,
		"64:ff9b::a00:1":           true,
		"64:ff9b:1::808:808":       true,
		"2002:a9fe:a9fe::1":        true,
		"2002:7f00:1::":            true,
		"2001:0:4136:e378::1":      true,
		"100::1":                   true,
	} {
		if why := Refusal(netip.MustParseAddr(text)); (why != "") != refused {
			t.Errorf("%s: %q, want refused %v", text, why, refused)
		}
	}
	if Refusal(netip.Addr{}) == "" {
		t.Error("no address at all is reached")
	}
}
