package xlsx

import (
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// A shared string that is read in one step is what it is when read by its tokens,
// as it is where its elements have a prefix.
func TestSharedStringsInOneStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.OneOf(
			rapid.Map(rapid.StringMatching(`[a-zạ_x0-9&\]> \n"']{0,12}`), func(s string) string { return "<:si><:t>" + xmlText(s) + "</:t></:si>" }),
			rapid.SampledFrom([]string{
				"<:si><:t></:t></:si>", "<:si><:t/></:si>", "<:si/>", "<:si><:t>_x000D_a</:t></:si>", `<:si><:t xml:space="preserve"> a </:t></:si>`,
				"<:si><:t>漢</:t><:rPh sb=\"0\" eb=\"1\"><:t>kan</:t></:rPh></:si>", "<:si><:r><:t>a</:t></:r><:r><:t>b</:t></:r></:si>",
				"<:si><:t>a<![CDATA[<b>]]></:t></:si>", "<:si><:t>a<!-- </:t></:si> -->b</:t></:si>", "<:si><:t>a</:t> </:si>", "<!-- <:si><:t>no</:t></:si> -->",
				"<:extLst><:si><:t>deep</:t></:si></:extLst>", "<:si><:t>a\rb</:t></:si>", "<:si><:t>a\x01b</:t></:si>", "<:si><:t>a]]></:t></:si>", "<:si><:t>a\xffb</:t></:si>",
			}),
		)
		doc := "<:sst>" + strings.Join(rapid.SliceOfN(item, 0, 30).Draw(t, "items"), rapid.SampledFrom([]string{"", "\n"}).Draw(t, "between")) + "</:sst>"
		got, err := readItems(iotest.OneByteReader(strings.NewReader(strings.ReplaceAll(doc, ":", ""))))
		whole, err2 := readItems(strings.NewReader(strings.ReplaceAll(doc, ":", "")))
		want, err3 := readItems(strings.NewReader(strings.NewReplacer("<:", "<x:", "</:", "</x:").Replace(doc)))
		if (err == nil) != (err3 == nil) || (err2 == nil) != (err3 == nil) {
			t.Fatalf("%v and %v, by tokens %v", err, err2, err3)
		}
		if err == nil && (!slices.Equal(got, want) || !slices.Equal(whole, want)) {
			t.Fatalf("%q and %q, by tokens %q", got, whole, want)
		}
	})
}
