"""The REST API, its tokens and its description."""

from datetime import timedelta

from hcss import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hcss.kernel.api.authentication.BearerOfToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hcss.kernel.api.permissions.PolicyPermission"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "hcss.kernel.api.pagination.Pages",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hcss.kernel.api.parsers.TextJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "hcss.kernel.api.errors.explain",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=env.whole("TOKEN_DAYS", default=30, least=1, most=365)),
    "TOKEN_LIMIT_PER_USER": 10,
    "AUTO_REFRESH": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Community safety priorities",
    "DESCRIPTION": "The agreement, its actions, the quarter's returns and assurance.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AgencyKindEnum": "partnerships.choices.AgencyKind",
        "PartnershipKindEnum": "partnerships.choices.PartnershipKind",
        "StatementKindEnum": "priorities.choices.StatementKind",
        "FragmentKindEnum": "priorities.choices.FragmentKind",
        "BodyKindEnum": "priorities.choices.BodyKind",
        "AskStateEnum": "actions.return_choices.AskState",
        "ProposalStateEnum": "actions.return_choices.ProposalState",
        "ExtensionStateEnum": "actions.return_choices.ExtensionState",
        "AmendmentStateEnum": "actions.return_choices.AmendmentState",
        "UploadStateEnum": "actions.return_choices.UploadState",
        "DateChangeStateEnum": "actions.choices.DateChangeState",
        "PeriodStateEnum": "actions.choices.PeriodState",
        "ReturnStateEnum": "actions.choices.ReturnState",
        "ReminderStateEnum": "actions.choices.ReminderState",
        "DigestStateEnum": "actions.choices.DigestState",
        "OwnershipGradeEnum": "priorities.choices.OwnershipGrade",
        "FindingGradeEnum": "hcss.kernel.standing.Grade",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hcss.kernel.api.schema.document_problems",
    ],
}
