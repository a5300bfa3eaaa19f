"""Users and groups in the admin, within what factcheck.accounts allows."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

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


@admin.register(User)
class AccountAdmin(WithinOwnRights, UserAdmin):
    """Users other than superusers see and change only accounts with no more rights than their own."""

    show_full_result_count = False

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
