package config

import "slices"

// needs returns the keys that every mapping of a type has to have in the file:
// within lists, for outside them the environment may hold the key.
func needs(name string) []string {
	switch name {
	case "Config":
		return []string{"workbooks"}
	case "Workbook":
		return []string{"name", "lists"}
	case "WebDAV":
		return []string{"url"}
	case "CSV":
		return []string{"file"}
	case "Spreadsheet":
		return []string{"spreadsheet"}
	case "List":
		return []string{"name", "kind"}
	case "Unit":
		return []string{"label", "factor"}
	case "Category", "Department", "Status", "Source", "Priority", "Group":
		return []string{"name"}
	case "CalendarDay":
		return []string{"day", "kind"}
	case "GroupTable":
		return []string{"from", "basis", "groups"}
	case "SourceRule":
		return []string{"sources", "basis"}
	case "Custom":
		return []string{"id", "when", "message"}
	case "NamedList":
		return []string{"name", "title"}
	case "Rung", "Overview":
		return []string{"to"}
	}
	return nil
}

// refineKey adds to the schema of one key what its type does not say.
func refineKey(name, key string, s *schema, d *drawer) {
	list := s // where one value may stand for a list, what a list has to be
	if len(s.AnyOf) == 2 && s.AnyOf[1].Items != nil {
		list = s.AnyOf[1]
	}
	switch closed := slices.Contains([]string{"Category", "Department", "Status", "Source", "Priority"}, name); {
	case closed && (key == "name" || key == "short"):
		*s = *d.named("name", func() *schema { return form("name") })
		return
	case closed && key == "aliases":
		one := d.named("name", func() *schema { return form("name") })
		s.AnyOf[0], list.Items = one, one
		return
	}
	switch name + "." + key {
	case "Config.workbooks", "Workbook.lists", "GroupTable.groups":
		list.MinItems = 1
	case "SourceRule.sources", "Rung.to":
		list.MinItems, list.UniqueItems = 1, true
	case "Custom.lists", "NamedList.from", "List.dropdowns":
		list.UniqueItems = true
	case "Config.lists":
		list.MaxItems = mostLists
	case "Config.rules":
		s.PropertyNames = form("rule")
		for _, rule := range d.rules {
			s.Properties = append(s.Properties, property{rule, s.AdditionalProperties.(*schema)})
		}
	case "Custom.id":
		*s = schema{AllOf: []*schema{{Ref: s.Ref}}}
		if d.rules != nil {
			s.Not = &schema{Enum: anything(d.rules)}
		}
	case "List.columns":
		header := form("letters")
		d.drawn["headers"] = &schema{AnyOf: []*schema{ref("column"),
			{Type: "array", MinItems: 1, Items: header},
			{Type: "array", MinItems: 1, MaxItems: 1, Items: &schema{Const: "-"}}}}
		for i := range s.Properties {
			s.Properties[i].schema = ref("headers")
		}
	case "WebDAV.url":
		*s = schema{AllOf: []*schema{{Ref: s.Ref}, {Pattern: `[^/]$`}}}
	case "SMTP.token_command":
		s.AnyOf[0] = &schema{Type: "string", Pattern: `^[^\s\x00-\x1f\x7f]+$`}
		list.MinItems = 1
	case "Hours.from":
		last := 23
		s.Maximum = &last
	case "Hours.to":
		first := 1
		s.Minimum = &first
	}
}

// refine adds to the schema of a mapping what its keys have to do with one
// another.
func refine(name string, s *schema) {
	switch name {
	case "Config":
		s.AllOf = []*schema{when(is("mode", string(Remind)), with("mail", has("domains")))}
	case "Workbook":
		s.OneOf = []*schema{has("file"), has("webdav"), has("csv"), has("google")}
		lists := func(of *schema) *schema {
			return &schema{Properties: properties{{"lists", of}}}
		}
		s.AllOf = []*schema{
			when(has("beside_after"), has("file")),
			when(has("signature"), &schema{AnyOf: []*schema{has("file"), has("webdav")}}),
			{If: has("csv"), Then: lists(&schema{MaxItems: 1, Items: &schema{Not: has("dropdowns")}})},
			{If: &schema{Not: has("csv")}, Then: lists(&schema{Items: has("tab")})},
		}
	case "WebDAV":
		s.AllOf = append(atMostOne("password", "password_file", "token_file"),
			when(has("username"), &schema{AnyOf: []*schema{has("password"), has("password_file")}}),
			when(has("password"), has("username")),
			when(has("password_file"), has("username")))
	case "List":
		for _, kind := range []Kind{Tasks, Table} {
			fields := &schema{Enum: anything(fieldsOf(kind))}
			offered := &schema{Enum: anything(closedOf(kind))}
			filled := &schema{AnyOf: []*schema{fields, {Type: "null"}, {Type: "array", Items: fields}}}
			s.AllOf = append(s.AllOf, when(is("kind", string(kind)), &schema{Properties: properties{
				{"columns", &schema{PropertyNames: fields}},
				{"required", filled},
				{"dropdowns", &schema{AnyOf: []*schema{offered, {Type: "null"}, {Type: "array", Items: offered}}}},
				{"categories", &schema{Items: &schema{Properties: properties{{"requires", filled}}}}},
			}}))
		}
		without := func(value any) *schema {
			return &schema{Not: &schema{AnyOf: []*schema{{Const: value}, {Type: "array", Contains: &schema{Const: value}}}}}
		}
		s.AllOf = append(s.AllOf, when(is("category_from", string(FromSection)), &schema{Properties: properties{{"dropdowns", without(ClosedCategory)}}}))
		for _, f := range texts(fieldsOf(Projects)) { // what is left out can be neither required nor offered
			left := is("columns", nil)
			left.Properties[0].schema = &schema{Required: []string{f}, Properties: properties{{f, &schema{Enum: []any{"-", []string{"-"}}}}}}
			not := without(f)
			s.AllOf = append(s.AllOf, when(left, &schema{Properties: properties{
				{"required", not},
				{"dropdowns", not},
				{"categories", &schema{Items: &schema{Properties: properties{{"requires", not}}}}},
			}}))
		}
	case "Declared":
		s.AllOf = []*schema{when(is("at_least", true), has("total"))}
	case "Department":
		s.AllOf = []*schema{when(has("until"), has("successor")), when(has("successor"), has("until"))}
	case "Message":
		s.AnyOf = []*schema{has("vi"), has("en")}
	case "Mail":
		s.AllOf = atMostOne("outbox", "smtp")
	case "SMTP":
		token := []*schema{has("token_file"), has("token_command"), has("oauth")}
		password := []*schema{has("password"), has("password_file")}
		any := func(of ...*schema) *schema { return &schema{AnyOf: of} }
		s.AllOf = append(atMostOne("password", "password_file", "token_file", "token_command", "oauth"),
			when(is("auth", string(AuthNone)), &schema{Not: any(slices.Concat(token, password, []*schema{has("username")})...)}),
			when(is("auth", string(AuthXOAUTH2)), &schema{Not: any(password...)}),
			when(any(token...), &schema{AnyOf: []*schema{{Not: has("auth")}, is("auth", string(AuthXOAUTH2))}}),
			&schema{Not: &schema{AllOf: []*schema{is("port", 465), is("tls", string(TLSStart))}}})
	case "Hours":
		for from := 1; from < 24; from++ {
			least := from + 1
			s.AllOf = append(s.AllOf, when(is("from", from), &schema{Properties: properties{{"to", &schema{Minimum: &least}}}}))
		}
	case "OAuth":
		s.AllOf = atMostOne("client_secret", "client_secret_file")
	}
}

// has demands a key that is not left blank.
func has(key string) *schema {
	return &schema{Required: []string{key}, Properties: properties{{key, &schema{Not: &schema{Type: "null"}}}}}
}

// is demands a key with a value.
func is(key string, value any) *schema {
	return &schema{Required: []string{key}, Properties: properties{{key, &schema{Const: value}}}}
}

// with demands a key whose mapping is as well what is said.
func with(key string, of *schema) *schema {
	of.Type = "object"
	return &schema{Required: []string{key}, Properties: properties{{key, of}}}
}

func when(cond, then *schema) *schema { return &schema{If: cond, Then: then} }

// atMostOne refuses every two of the keys beside each other.
func atMostOne(keys ...string) []*schema {
	var all []*schema
	for i, a := range keys {
		for _, b := range keys[i+1:] {
			all = append(all, &schema{Not: &schema{AllOf: []*schema{has(a), has(b)}}})
		}
	}
	return all
}
