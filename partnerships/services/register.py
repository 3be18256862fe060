"""Putting the bodies that an agreement names on the register, once.

For loading from a file: no person acts, nothing that an officer has changed
since is overwritten, and doing it again changes nothing.
"""

from django.db import transaction

from partnerships.models import Agency, Partnership, Post


@transaction.atomic
def ensure_agency(
    *,
    name: str,
    slug: str,
    kind: str,
    short_name: str = "",
    parent: Agency | None = None,
    note: str = "",
) -> Agency:
    """Return the agency with this ``slug``, made if there is none.

    Raises:
        ValidationError: the name belongs to another agency, or the kind is unknown.
    """
    if known := Agency.objects.filter(slug=slug).first():
        return known
    agency = Agency(
        name=name,
        slug=slug,
        kind=kind,
        short_name=short_name,
        parent=parent,
        note=note,
    )
    agency.full_clean()
    agency.save()
    return agency


@transaction.atomic
def ensure_partnership(
    *,
    name: str,
    slug: str,
    kind: str,
    short_name: str = "",
    host_agency: Agency | None = None,
    note: str = "",
) -> Partnership:
    """Return the partnership with this ``slug``, made if there is none.

    Two bodies with like names stay two (R52): only the slug decides.

    Raises:
        ValidationError: the name belongs to another one, or the kind is unknown.
    """
    if known := Partnership.objects.filter(slug=slug).first():
        return known
    partnership = Partnership(
        name=name,
        slug=slug,
        kind=kind,
        short_name=short_name,
        host_agency=host_agency,
        note=note,
    )
    partnership.full_clean()
    partnership.save()
    return partnership


@transaction.atomic
def ensure_post(
    *,
    title: str,
    slug: str,
    agency: Agency | None = None,
    partnership: Partnership | None = None,
) -> Post:
    """Return the post with this ``slug``, made if there is none. It has no holder.

    Raises:
        ValidationError: there is such a post at that place already.
    """
    if known := Post.objects.filter(slug=slug).first():
        return known
    post = Post(title=title, slug=slug, agency=agency, partnership=partnership)
    post.full_clean()
    post.save()
    return post
