package hallpass.shape_test

import data.hallpass.cases
import data.hallpass.main
import data.hallpass.shape

# Every list holds something, so that every struct is in it.
_whole := cases.asked({
	"parameters": {
		"active_purposes": ["photo"],
		"quiet_hours": [{"level": "high", "start": 1200, "until": 420}],
	},
	"sender": {"tags": ["coach"]},
	"message": {
		"expires": [{"days": 1, "minute": 600}],
		"medium": {"platform": [{"minimum_age": [13], "profile_restrictions": ["no_students"], "tags": ["video"]}]},
		"classroom": [{"tags": ["lab"]}],
		"content": {
			"record_classes": ["grades"],
			"directory_classes": ["photo"],
			"signals": ["profanity"],
			"attachments": [{}],
			"phone_numbers": [{"whose": "staff"}],
			"mentions": [{"classroom_media": ["presumed"], "tags": ["homebound"]}],
			"pictured": [{}],
		},
	},
	"situations": [{
		"like": "high_student",
		"student": {"classroom_media": ["presumed"], "tags": ["homebound"]},
		"about": [{}],
		"tags": ["homebound"],
	}],
})

_places := [path | walk(_whole, [path, _]); count(path) > 0]

_members := [path | some path in _places; is_string(path[count(path) - 1])]

_structs := [path | walk(_whole, [path, value]); is_object(value); count(path) > 0]

# What the district or its register words freely.
_free_text(path) if path[count(path) - 1] in {"tenant", "acceptable_use_version", "version", "provided_by"}

_free_text(path) if path[count(path) - 2] == "tags"

_put(path, value) := json.patch(_whole, [{"op": "add", "path": path, "value": value}])

test_the_whole_input_is_whole if {
	shape.complete with input as _whole
	count(_members) > 90
	count(_structs) > 18
}

test_each_member_taken_away_leaves_it_undecided if {
	every path in _members {
		not main.verdict with input as json.patch(_whole, [{"op": "remove", "path": path}])
	}
}

test_each_value_that_is_null_leaves_it_undecided if {
	every path in _places {
		not main.verdict with input as _put_in_place(path, null)
	}
}

test_each_value_that_nobody_knows_leaves_it_undecided if {
	accepted := [path |
		some path in _places
		not _free_text(path)
		main.verdict with input as _put_in_place(path, "neither this nor that")
	]
	accepted == []
}

test_each_member_too_many_leaves_it_undecided if {
	every path in _structs {
		not main.verdict with input as _put(array.concat(path, ["nickname"]), "x")
	}
	not main.verdict with input as object.union(_whole, {"nickname": "x"})
}

test_another_schema_leaves_it_undecided if {
	not main.verdict with input as object.union(_whole, {"schema": 2})
}

test_an_object_is_no_list if {
	not main.verdict with input as object.union(_whole, {"situations": {}})
}

_put_in_place(path, value) := json.patch(_whole, [{"op": "replace", "path": path, "value": value}])
