# For check-linkage.sh: complaints of all the C files that it is given.

FNR == 1 { in_comment = is_static = 0 }
{
	gsub(/"([^"\\]|\\.)*"/, "")
	gsub(/\/\*([^*]|\*[^\/])*\*\//, "")
	if (in_comment && !sub(/^.*\*\//, ""))
		next
	in_comment = sub(/\/\*.*/, "")
	is_new = /^[a-z]/ && !/^(static|typedef|enum)/ && !is_static
	is_static = /^static [^(=]*$/
	name = is_new ? named($0) : ""
	if (FILENAME ~ /\.h$/ && is_new)
		next
	if (name != "" && !in_tests())
		home[name] = FILENAME
	n = split($0, words, /[^A-Za-z0-9_]+/)
	for (i = 1; i <= n; i++)
		if (words[i] != name)
			use[words[i], in_tests() ? "tests" : FILENAME] = 1
}

# The function or the data that a line gives; "" if it only names it.
function named(line) {
	if (line ~ /^[^=]*;$/ || !match(line, /[a-z0-9_]+(\(|(\[.*\])? =)/))
		return ""
	line = substr(line, RSTART)
	sub(/[^a-z0-9_].*/, "", line)
	return line == "main" || line ~ /_for_test$/ ? "" : line
}

function in_tests() {
	return FILENAME ~ /^\.\/tests\//
}

END {
	for (u in use) {
		split(u, at, SUBSEP)
		if (at[2] == "tests")
			tested[at[1]] = 1
		else if (at[2] == home[at[1]])
			own[at[1]] = 1
		else
			known[at[1]] = 1
	}
	for (name in home)
		if (!(name in known) &&
		    !((name in own) && (name in tested)))
			print home[name] ": nobody" \
				((name in own) ? " else" : "") " uses " name
}
