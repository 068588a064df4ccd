package gomodel

import "testing"

func TestExported(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"id": "ID", "userId": "UserID", "userIds": "UserIDs", "imageUrl": "ImageURL", "createdAt": "CreatedAt",
		"IN_PROGRESS": "InProgress", "OPEN": "Open", "in_progress": "InProgress", "inProgress": "InProgress",
		"HTTPServer": "HTTPServer", "userData": "UserData", "_x": "X", "x_1": "X1", "a": "A", "A": "A",
		"listPostByStatusAndTitle": "ListPostByStatusAndTitle", "UpperID": "UpperID", "userIDs": "UserIDs", "ROnly": "ROnly",
		"_": "X", "_1": "X1", "API_KEY": "APIKey", "IOS": "Ios", "ids": "IDs", "is": "Is", "UTF8": "UTF8", "Todo": "Todo",
	} {
		if got := Exported(in); got != want {
			t.Errorf("Exported(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUnexported(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"id": "id", "userId": "userID", "type": "type_", "URL": "url", "urlPath": "urlPath", "HTTPServer": "httpServer",
		"Todo": "todo", "func": "func_", "ctx": "ctx_", "X": "x", "string": "string_",
	} {
		if got := Unexported(in); got != want {
			t.Errorf("Unexported(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestVariablesAreNotHidden(t *testing.T) {
	t.Parallel()
	v := &View{names: newScope()}
	for in, want := range map[string]string{"Todo": "todo", "Err": "errModel", "C": "cModel", "Init": "initModel", "Type": "type_"} {
		if got := v.variable(Unexported(in)); got != want {
			t.Errorf("variable(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClaimNumbersWhatIsTaken(t *testing.T) {
	t.Parallel()
	s := newScope("New")
	for _, want := range []string{"New2", "New3"} {
		if got := s.claim("New"); got != want {
			t.Errorf("claim = %q, want %q", got, want)
		}
	}
}
