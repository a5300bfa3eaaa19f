"""Users and groups in the admin, within what factcheck.accounts allows."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from factcheck import accounts

admin.site.unregister([User, Group])


class WithinOwnRights(admin.ModelAdmin):
    """Limits the offered and accepted choices of a form to what the person may grant, whatever the form sends."""

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        offered = {
            "user_permissions": accounts.grantable_permissions,
            "permissions": accounts.grantable_permissions,
            "groups": accounts.grantable_groups,
        }
        if request and db_field.name in offered and not request.user.is_superuser:
            queryset: QuerySet[Any] = offered[db_field.name](accounts.signed_in(request))
            if "permission" in db_field.name:
                queryset = queryset.select_related("content_type")
            kwargs["queryset"] = queryset
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ColleagueForm(AdminUserCreationForm):
    """A new account with its role, in one form; `roles` are those that its maker may give."""

    roles: QuerySet[Group] = Group.objects.none()
    role = forms.ModelChoiceField(
        queryset=Group.objects.none(),
        required=False,
        empty_label="None: may not log in to the desk",
        help_text="What the colleague may do: Reviewers decide, Contributors add articles and sources.",
    )

    class Meta(AdminUserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["role"]).queryset = self.roles


@admin.register(User)
class AccountAdmin(WithinOwnRights, UserAdmin):
    """Users other than superusers see and change only accounts with no more rights than their own."""

    show_full_result_count = False
    add_form = ColleagueForm
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "first_name", "last_name", "email", "role")}),
        ("Password", {"classes": ("wide",), "fields": ("usable_password", "password1", "password2")}),
    )

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            form.roles = accounts.grantable_groups(accounts.signed_in(request)).order_by("name")
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            accounts.give_role(form.instance, form.cleaned_data["role"])

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """To the list of users: the account is complete, where Django's would be completed in a second form."""
        return super(UserAdmin, self).response_add(request, obj, post_url_continue)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        allowed = accounts.manageable_users(accounts.signed_in(request))
        return super().get_queryset(request).filter(pk__in=allowed.values("pk"))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.may(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_view_permission(request, obj) and self.may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may(request, obj)

    def may(self, request: HttpRequest, obj: User | None) -> bool:
        return obj is None or obj.pk is None or accounts.may_manage(accounts.signed_in(request), obj)


@admin.register(Group)
class RoleAdmin(WithinOwnRights, GroupAdmin):
    """Users other than superusers change only groups that grant no more rights than their own."""

    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may(request, obj)

    def may(self, request: HttpRequest, obj: Group | None) -> bool:
        return obj is None or obj.pk is None or accounts.may_change_group(accounts.signed_in(request), obj)
