package web

import (
	"regexp"
	"strings"
	"testing"

	"parindex/internal/par"
)

func TestSignInKeepsTheLoginAndNeverThePassword(t *testing.T) {
	w := newSite(t)
	w.person("lan", "Trần Thị Lan")
	b := w.browser()
	expectTo(t, b.get("/account?x=1"), "/sign-in?next=%2Faccount%3Fx%3D1")
	expect(t, b.get("/sign-in?next=%2Faccount"), 200, `value="/account"`, "Đăng nhập")
	wrong := b.post("/sign-in", "login", "lan", "password", "sai mat khau", "next", "/account")
	expect(t, wrong, 422, `value="lan"`, `value="/account"`, "không đúng")
	if strings.Contains(wrong.Body.String(), "sai mat khau") {
		t.Error("the page repeats a password")
	}
	expectTo(t, b.post("/sign-in", "login", "lan", "password", password, "next", "/account"), "/account")
	expect(t, b.get("/account"), 200, "Trần Thị Lan", "Chưa có vai trò")
	expectTo(t, b.post("/sign-out"), "/sign-in?done=signed_out")
	expectTo(t, b.get("/account"), "/sign-in?next=%2Faccount")
}

func TestSignInLeadsOnlyToOurPages(t *testing.T) {
	w := newSite(t)
	w.person("lan", "Trần Thị Lan")
	for _, next := range []string{"https://example.org/", "//example.org", `/\example.org`, ""} {
		expectTo(t, w.browser().post("/sign-in", "login", "lan", "password", password, "next", next), "/")
	}
}

func TestManyWrongPasswordsSayWhenToComeBack(t *testing.T) {
	b := newSite(t).browser()
	for range 4 {
		expect(t, b.post("/sign-in", "login", "ai", "password", "x"), 422)
	}
	expect(t, b.post("/sign-in", "login", "ai", "password", "x"), 429, "Đợi 1 phút")
}

func TestLanguageIsRemembered(t *testing.T) {
	b := newSite(t).browser()
	expect(t, b.get("/sign-in"), 200, `<html lang="vi">`)
	expect(t, b.get("/sign-in?lang=en"), 200, `<html lang="en">`)
	expect(t, b.get("/sign-in"), 200, "Sign in")
	expectTo(t, b.post("/language", "language", "vi", "next", "/sign-in"), "/sign-in")
	expect(t, b.get("/sign-in"), 200, "Đăng nhập")
	expect(t, b.post("/language", "language", "fr"), 422)
}

func TestAnAdministratorMakesAnAccount(t *testing.T) {
	w := newSite(t)
	w.person("quantri", "Lê Văn Bảo", par.Grant{Role: par.Admin})
	admin := w.signIn("quantri")
	form := admin.get("/accounts/new")
	expect(t, form, 200, "Thêm tài khoản")
	key := field(t, form, "_key")
	refused := admin.post("/accounts", "_key", key, "login", "Có Dấu", "name", "Trần Thị Mai", "email", "sai", "language", "vi")
	expect(t, refused, 422, `value="Có Dấu"`, `value="Trần Thị Mai"`, `href="#f-login"`, "Tên đăng nhập gồm", "thư điện tử chưa đúng dạng")
	key = field(t, refused, "_key")
	made := admin.post("/accounts", "_key", key, "login", "mai", "name", "Trần Thị Mai", "language", "vi")
	expect(t, made, 200, "Mật khẩu lần đầu")
	first := regexp.MustCompile(`[a-z1-9]{5}-[a-z1-9]{5}-[a-z1-9]{5}-[a-z1-9]{5}`).FindString(made.Body.String())
	again := admin.post("/accounts", "_key", key, "login", "mai", "name", "Trần Thị Mai", "language", "vi")
	expect(t, again, 200, "đã được hiện một lần")
	if strings.Contains(again.Body.String(), first) {
		t.Error("a first password was shown twice")
	}
	expect(t, admin.get("/accounts?q=tran+mai"), 200, "Trần Thị Mai", "Chờ đổi mật khẩu", "1 tài khoản")

	mai := w.browser()
	expectTo(t, mai.post("/sign-in", "login", "mai", "password", first), "/")
	expectTo(t, mai.get("/account"), "/password")
	expect(t, mai.post("/password", "current", first, "password", "ngắn", "again", "khác"), 422, "ít nhất 15", "không giống nhau")
	expectTo(t, mai.post("/password", "current", first, "password", password, "again", password), "/?done=password_changed")
	expect(t, mai.get("/account"), 200, "Trần Thị Mai")
}

func TestAnAdministratorGivesAndEndsRoles(t *testing.T) {
	w := newSite(t)
	w.person("quantri", "Lê Văn Bảo", par.Grant{Role: par.Admin})
	lan := w.person("lan", "Trần Thị Lan")
	admin := w.signIn("quantri")
	path := "/accounts/" + string(lan.ID)
	page := admin.get(path)
	expect(t, page, 200, "chưa giữ vai trò nào")
	refused := admin.post(path+"/roles", "_key", "key-key-key-1", "role", "officer")
	expect(t, refused, 422, "Vai trò này cần một đơn vị", `<details class="give" name="give" open`)
	expectTo(t, admin.post(path+"/roles", "_key", "key-key-key-2", "role", "standing"), path+"?done=saved")
	page = admin.get(path + "?done=saved")
	expect(t, page, 200, "Cơ quan thường trực", "Đã lưu.")
	end := regexp.MustCompile(path + `/roles/[a-z0-9]+/end`).FindString(page.Body.String())
	expectTo(t, admin.post(end, "_key", "key-key-key-3"), path+"?done=saved")
	expect(t, admin.get(path), 200, "chưa giữ vai trò nào")
}

func TestAnAdministratorClosesOpensAndResets(t *testing.T) {
	w := newSite(t)
	w.person("quantri", "Lê Văn Bảo", par.Grant{Role: par.Admin})
	lan := w.person("lan", "Trần Thị Lan")
	admin, path := w.signIn("quantri"), "/accounts/"+string(lan.ID)
	expectTo(t, admin.post(path, "_key", "key-key-key-1", "version", "1", "name", "Trần Ngọc Lan", "language", "vi"), path+"?done=saved")
	expect(t, admin.post(path, "_key", "key-key-key-2", "version", "1", "name", "Tên cũ", "language", "vi"), 409, "Có người đã thay đổi", `value="Tên cũ"`)
	expectTo(t, admin.post(path+"/close", "_key", "key-key-key-3", "version", "2"), path+"?done=account_closed")
	expect(t, admin.get(path), 200, "Đã khóa", "Mở lại tài khoản")
	expectTo(t, admin.post(path+"/open", "_key", "key-key-key-4", "version", "3"), path+"?done=account_opened")
	expect(t, admin.post(path+"/password", "_key", "key-key-key-5", "version", "4"), 200, "Mật khẩu lần đầu")
	if answer := w.browser().post("/sign-in", "login", "lan", "password", password); answer.Code != 422 {
		t.Errorf("the old password still signs in: %d", answer.Code)
	}
}

func TestAccountsAreForAdministrators(t *testing.T) {
	w := newSite(t)
	w.person("tuan", "Phạm Anh Tuấn", par.Grant{Role: par.Standing})
	lan := w.person("lan", "Trần Thị Lan")
	b := w.signIn("tuan")
	for _, path := range []string{"/accounts", "/accounts/new", "/accounts/" + string(lan.ID), "/accounts/nowhere"} {
		expect(t, b.get(path), 403, "không cho phép")
	}
	expect(t, b.post("/accounts/"+string(lan.ID)+"/roles", "_key", "key-key-key-1", "role", "admin"), 403)
}
