"""The addresses of agencies, partnerships, posts and people."""

from django.urls import path

from partnerships.views import (
    agencies,
    invitations,
    partnerships,
    people,
    posts,
    you,
)

app_name = "partnerships"

_AGENCY = "agencies/<slug:slug>/"
_PARTNERSHIP = "partnerships/<slug:slug>/"
_POST = "posts/<slug:slug>/"
_PERSON = "people/<int:pk>/"
_INVITATION = "people/invitations/<int:pk>/"

urlpatterns = [
    path("agencies/", agencies.AgenciesView.as_view(), name="agencies"),
    path("agencies/new/", agencies.NewAgencyView.as_view(), name="agency-new"),
    path(_AGENCY, agencies.AgencyPage.as_view(), name="agency"),
    path(_AGENCY + "edit/", agencies.EditAgencyView.as_view(), name="agency-edit"),
    path(
        _AGENCY + "rename/", agencies.RenameAgencyView.as_view(), name="agency-rename"
    ),
    path(
        _AGENCY + "correct-name/",
        agencies.CorrectAgencyNameView.as_view(),
        name="agency-correct-name",
    ),
    path(
        _AGENCY + "succession/",
        agencies.SuccessionView.as_view(),
        name="agency-succession",
    ),
    path("partnerships/", partnerships.PartnershipsView.as_view(), name="partnerships"),
    path(
        "partnerships/new/",
        partnerships.NewPartnershipView.as_view(),
        name="partnership-new",
    ),
    path(_PARTNERSHIP, partnerships.PartnershipPage.as_view(), name="partnership"),
    path(
        _PARTNERSHIP + "edit/",
        partnerships.EditPartnershipView.as_view(),
        name="partnership-edit",
    ),
    path(
        _PARTNERSHIP + "members/new/",
        partnerships.NewMemberView.as_view(),
        name="member-new",
    ),
    path(
        _PARTNERSHIP + "members/<int:pk>/end/",
        partnerships.EndMembershipView.as_view(),
        name="member-end",
    ),
    path("posts/", posts.PostsView.as_view(), name="posts"),
    path("posts/new/", posts.NewPostView.as_view(), name="post-new"),
    path(_POST, posts.PostPage.as_view(), name="post"),
    path(_POST + "appoint/", posts.AppointToPostView.as_view(), name="post-appoint"),
    path(
        _POST + "holdings/<int:pk>/end/",
        posts.EndHoldingView.as_view(),
        name="post-end",
    ),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/invite/", invitations.InviteView.as_view(), name="invite"),
    path(
        "people/invitations/",
        invitations.InvitationsView.as_view(),
        name="invitations",
    ),
    path(
        _INVITATION + "resend/",
        invitations.ResendView.as_view(),
        name="invitation-resend",
    ),
    path(
        _INVITATION + "withdraw/",
        invitations.WithdrawView.as_view(),
        name="invitation-withdraw",
    ),
    path(_PERSON, people.PersonPage.as_view(), name="person"),
    path(_PERSON + "edit/", people.EditPersonView.as_view(), name="person-edit"),
    path(
        _PERSON + "address/", people.ChangeAddressView.as_view(), name="person-address"
    ),
    path(_PERSON + "appoint/", people.AppointView.as_view(), name="person-appoint"),
    path(
        _PERSON + "appointments/<int:appointment>/end/",
        people.EndAppointmentView.as_view(),
        name="appointment-end",
    ),
    path(_PERSON + "leave/", people.LeaveView.as_view(), name="person-leave"),
    path(_PERSON + "return/", people.BringBackView.as_view(), name="person-return"),
    path("invitations/<str:secret>/", invitations.follow_invitation, name="invitation"),
    path("you/", you.YouView.as_view(), name="you"),
    path("you/tokens/new/", you.NewTokenView.as_view(), name="token-new"),
    path(
        "you/tokens/<str:token_key>/revoke/",
        you.RevokeTokenView.as_view(),
        name="token-revoke",
    ),
]
