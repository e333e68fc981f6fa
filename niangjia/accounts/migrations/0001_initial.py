import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import niangjia.kernel.ids
from django.conf import settings
from django.db import migrations, models

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('unions', '0002_guards'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('username', models.CharField(db_collation='C', error_messages={'unique': '该用户名已被使用,请换一个。'}, max_length=40, unique=True, verbose_name='用户名')),
                    ('name', models.CharField(max_length=50, verbose_name='姓名')),
                    ('phone_sealed', models.BinaryField(null=True, verbose_name='手机')),
                    ('phone_blind', models.BinaryField(max_length=16, null=True, unique=True)),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='邮箱')),
                    ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                    ('must_change_password', models.BooleanField(default=False, verbose_name='下次登录须改密码')),
                    ('password_changed_at', models.DateTimeField(editable=False, null=True, verbose_name='密码修改时间')),
                    ('second_factor_at', models.DateTimeField(editable=False, null=True, verbose_name='二次验证启用时间')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('union', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='unions.union', verbose_name='所属工会')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': '用户',
                    'indexes': [models.Index(fields=['union', '-id'], name='user_union')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('phone_blind', None), ('union', None), _connector='OR'), name='user_by_phone_is_a_worker')],
                },
            ),
            migrations.CreateModel(
                name='SecondFactor',
                fields=[
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='second_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('secret_sealed', models.BinaryField()),
                    ('confirmed_at', models.DateTimeField(null=True, verbose_name='启用时间')),
                    ('last_step', models.BigIntegerField(default=0)),
                    ('failure_count', models.PositiveSmallIntegerField(default=0, verbose_name='连续错误')),
                    ('locked_until', models.DateTimeField(null=True, verbose_name='锁定至')),
                ],
                options={
                    'verbose_name': '二次验证',
                },
            ),
            migrations.CreateModel(
                name='PhoneCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('purpose', models.CharField(choices=[('sign_in', '登录'), ('confirm', '确认身份')], max_length=10, verbose_name='用途')),
                    ('phone_sealed', models.BinaryField()),
                    ('phone_blind', models.BinaryField(max_length=16)),
                    ('code_blind', models.BinaryField(max_length=16)),
                    ('expires_at', models.DateTimeField(verbose_name='有效至')),
                    ('try_count', models.PositiveSmallIntegerField(default=0, verbose_name='已试')),
                    ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                ],
                options={
                    'verbose_name': '短信验证码',
                    'indexes': [models.Index(fields=['phone_blind', '-id'], name='phonecode_phone'), models.Index(fields=['expires_at'], name='phonecode_expiry')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('try_count__lte', 5)), name='phonecode_few_tries')],
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('role', models.CharField(choices=[('leader', '领导'), ('organisation', '组织'), ('finance', '财务'), ('aid', '帮扶'), ('law', '法律'), ('audit', '经审'), ('chair', '基层工会主席'), ('system_admin', '系统管理员'), ('security_admin', '安全管理员'), ('audit_admin', '审计管理员')], max_length=20, verbose_name='角色')),
                    ('title', models.CharField(blank=True, max_length=60, verbose_name='职务名称')),
                    ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='任职期间')),
                    ('appointed_by_id', models.BigIntegerField(editable=False, null=True, verbose_name='任命人')),
                    ('dismissed_at', models.DateTimeField(editable=False, null=True, verbose_name='免职时间')),
                    ('dismiss_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='免职原因')),
                    ('union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='unions.union', verbose_name='工会')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                ],
                options={
                    'verbose_name': '任职',
                    'indexes': [models.Index(fields=['union', '-id'], name='post_union')],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('dismissed_at', None)), expressions=(('user', '='), ('union', '='), ('role', '='), ('valid', '&&')), name='post_once_at_a_time', violation_error_message='此人在该工会已有同一角色的任职。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('dismissed_at', None)), expressions=(('user', '='), (models.Case(models.When(role=models.Value('system_admin'), then=models.Value(1)), models.When(role=models.Value('security_admin'), then=models.Value(2)), models.When(role=models.Value('audit_admin'), then=models.Value(3)), default=models.Value(0), output_field=models.IntegerField()), '<>'), ('valid', '&&')), name='post_administrators_apart', violation_error_message='系统、安全、审计管理员与业务岗位不得由一人兼任。')],
                },
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('code_blind', models.BinaryField(max_length=16)),
                    ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '恢复码',
                    'constraints': [models.UniqueConstraint(fields=('user', 'code_blind'), name='recoverycode_once')],
                },
            ),
            migrations.CreateModel(
                name='SignIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                    ('username', models.CharField(max_length=40, verbose_name='用户名')),
                    ('address', models.GenericIPAddressField(null=True, verbose_name='地址')),
                    ('outcome', models.CharField(choices=[('ok', '成功'), ('wrong', '密码错误'), ('locked', '已锁定'), ('wrong_code', '验证码错误'), ('sign_out', '退出')], max_length=12, verbose_name='结果')),
                    ('union', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='所属工会')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                ],
                options={
                    'verbose_name': '登录日志',
                    'indexes': [models.Index(fields=['user', '-id'], name='signin_user'), models.Index(fields=['union', '-id'], name='signin_union'), models.Index(fields=['-at'], name='signin_at')],
                },
            ),
        ]),
    ]
