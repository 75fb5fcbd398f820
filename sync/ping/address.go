package ping

import "net/netip"

// Refusal says what an address is, if a ping may not reach it without leave:
// this machine, a network of ours, or none that a service elsewhere has. It
// returns "" for all others. IPv4 addresses within IPv6 ones count as what they
// are, however they are written in.
//
// The ranges are those of the IANA special-purpose registries (RFC 6890).
func Refusal(ip netip.Addr) string {
	ip = ip.WithZone("")
	if inner, ok := within(ip); ok {
		return Refusal(inner)
	}
	switch {
	case !ip.IsValid() || ip.IsUnspecified():
		return "no address"
	case ip.IsLoopback():
		return "this machine"
	case ip.IsPrivate(): // RFC 1918, and fc00::/7 of RFC 4193
		return "an address of a private network"
	case ip.IsLinkLocalUnicast():
		return "a link-local address"
	case ip.IsMulticast():
		return "a multicast address"
	}
	for _, r := range special() {
		if r.prefix.Contains(ip) {
			return r.what
		}
	}
	return ""
}

type kind struct {
	prefix netip.Prefix
	what   string
}

func special() []kind {
	const shared, reserved, translated = "an address of a provider's own network", "a reserved address", "an address of a translator in a network of ours"
	return []kind{
		{netip.MustParsePrefix("0.0.0.0/8"), "this machine"},         // RFC 791, 3.2
		{netip.MustParsePrefix("100.64.0.0/10"), shared},             // RFC 6598
		{netip.MustParsePrefix("192.0.0.0/24"), reserved},            // RFC 6890
		{netip.MustParsePrefix("198.18.0.0/15"), reserved},           // RFC 2544
		{netip.MustParsePrefix("240.0.0.0/4"), reserved},             // RFC 1112, with the broadcast address
		{netip.MustParsePrefix("::/96"), reserved},                   // RFC 4291, 2.5.5.1
		{netip.MustParsePrefix("64:ff9b:1::/48"), translated},        // RFC 8215
		{netip.MustParsePrefix("2001::/32"), "an address of Teredo"}, // RFC 4380: its IPv4 address is disguised
		{netip.MustParsePrefix("100::/64"), reserved},                // RFC 6666
		{netip.MustParsePrefix("fec0::/10"), "an address of a private network"},
	}
}

// within returns the IPv4 address that an IPv6 one leads to.
func within(ip netip.Addr) (netip.Addr, bool) {
	if ip.Is4In6() {
		return ip.Unmap(), true
	}
	if !ip.Is6() {
		return ip, false
	}
	b := ip.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(ip): // NAT64, RFC 6052
		return netip.AddrFrom4([4]byte(b[12:])), true
	case netip.MustParsePrefix("2002::/16").Contains(ip): // 6to4, RFC 3056
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return ip, false
}
